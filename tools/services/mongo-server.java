import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import org.h2.mvstore.MVStore;

/** mongo-java-server on one file: {@code java -cp <jars> mongo-server.java <file> <port>}. */
class TestMongo {
  /** The driver of today asks for the protocol of MongoDB 4.4 at least, though the commands that are used here are older. */
  static final int WIRE_VERSION = 9;

  static class Backend extends H2Backend {
    Backend(MVStore store) {
      super(store);
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
      Document answer = super.handleCommand(channel, database, command, query);
      if (answer != null && answer.containsKey("maxWireVersion")) answer.put("maxWireVersion", WIRE_VERSION);
      return answer;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    MVStore store = new MVStore.Builder().fileName(args[0]).autoCommitDisabled().open();
    MongoServer server = new MongoServer(new Backend(store));
    server.bind("127.0.0.1", Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    // what was written must outlive a SIGKILL
    while (!store.isClosed()) {
      store.commit();
      Thread.sleep(5);
    }
  }
}
