import { gql } from '@apollo/client';

/** Opens a session; the server sets its cookie with the answer. */
export const SESSION_CREATE = gql`
  mutation SessionCreate($input: SessionCreateInput!) {
    sessionCreate(input: $input) {
      viewer {
        session {
          id
        }
        organization {
          id
          account
          name
        }
      }
      errors {
        code
        message
        path
      }
    }
  }
`;

/** Ends the session of this browser. */
export const SESSION_END = gql`
  mutation SessionEnd {
    sessionEnd {
      ended
      errors {
        code
        message
      }
    }
  }
`;
