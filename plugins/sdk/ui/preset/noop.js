// A remote has no page of its own: only what it exposes is loaded.
