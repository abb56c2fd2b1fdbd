import { gql } from '@apollo/client';

/**
 * Who is signed in. The shell asks it before anything else, with the log's newest id first, so that what happens between
 * here and a list is replayed, not lost. Read it again (`useQuery(VIEWER)`) to follow one's own presence.
 */
export const VIEWER = gql`
  query Viewer {
    latestEventId
    viewer {
      agent {
        id
        name
        username
        email
        capacity
        role {
          id
          name
        }
        team {
          id
          name
        }
        presence {
          status
          source
          since
          connected
        }
      }
      organization {
        id
        account
        name
        settings {
          idleSeconds
          idleCountdownSeconds
          graceSeconds
          heartbeatSeconds
          pendingSoonSeconds
          pendingLateSeconds
        }
      }
      permissions
      apps
      session {
        id
      }
    }
  }
`;
