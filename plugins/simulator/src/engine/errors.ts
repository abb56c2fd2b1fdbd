/** What was named does not exist. The control API answers 404. */
export class NotFound extends Error {}

/** It cannot be done now, and the sentence says why. The control API answers 400. */
export class Refused extends Error {}
