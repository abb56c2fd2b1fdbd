/** The WhatsApp account of the bench; nothing of it exists anywhere else. */
export const PHONE_NUMBER_ID = '106540352242922';
export const WABA_ID = '102290129340398';
export const APP_SECRET = 'bench-app-secret';
/** The organization's account at sign-in. */
export const ACCOUNT = '424242';
export const ADMIN = { username: 'bench', password: 'bench-password-1' };
