import type { ParleyConfig } from '@parley/plugin';

/** What `npm start` runs here: this plugin inside a whole Parley, with a simulated WhatsApp. It is not part of the package. */
const number = {
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  appSecret: 'demo-app-secret',
  accessToken: 'demo-access-token',
};

export default {
  plugins: [
    { package: '.' },
    { package: '@parley/whatsapp' },
    { package: '@parley/assignment-basic' },
    {
      package: '@parley/simulator',
      settings: { seed: 'demo', numbers: [{ ...number, displayPhoneNumber: '+44 20 7946 0142', verifiedName: 'Halden Care' }] },
    },
  ],
  ui: {
    shell: '@parley/shell',
    remotes: [
      { id: 'workbench', label: 'Agent workbench', package: '@parley/workbench', module: './App', permission: 'workbench.use' },
      { id: 'admin', label: 'Admin console', package: '@parley/admin', module: './App', permission: 'console.use' },
    ],
  },
  demo: {
    phoneUrl: '/simulator/',
    inboxes: [
      {
        name: 'Halden Care',
        channel: 'whatsapp',
        address: number.phoneNumberId,
        settings: { ...number, verifyToken: 'demo-verify-token', graphUrl: '{publicUrl}/simulator/graph' },
      },
    ],
  },
} satisfies ParleyConfig;
