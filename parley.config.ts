import type { ParleyConfig } from '@parley/plugin';

/** What this installation runs: the plugins, the screens, and what the demo starts with. */
export default {
  plugins: [
    { package: '@parley/whatsapp' },
    { package: '@parley/assignment-basic' },
    {
      package: '@parley/simulator',
      // phones in the browser for the demo and for tests; never in production
      enabled: process.env.NODE_ENV !== 'production',
      settings: {
        seed: 'demo',
        numbers: [
          {
            phoneNumberId: '106540352242922',
            wabaId: '102290129340398',
            displayPhoneNumber: '+44 20 7946 0142',
            verifiedName: 'Halden Care',
            appSecret: 'demo-app-secret',
            accessToken: 'demo-access-token',
          },
        ],
      },
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
        address: '106540352242922',
        settings: {
          phoneNumberId: '106540352242922',
          wabaId: '102290129340398',
          appSecret: 'demo-app-secret',
          verifyToken: 'demo-verify-token',
          accessToken: 'demo-access-token',
          graphUrl: '{publicUrl}/simulator/graph',
        },
      },
    ],
  },
} satisfies ParleyConfig;
