/** A button of a template, as the Graph API lists it. */
export interface TemplateButton {
  type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE';
  text: string;
  url?: string;
  phone_number?: string;
  example?: string[];
}

/** A component of a template, as the Graph API lists it. */
export interface TemplateComponent {
  type: 'HEADER' | 'BODY' | 'FOOTER' | 'BUTTONS';
  format?: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION';
  text?: string;
  example?: Record<string, unknown>;
  buttons?: TemplateButton[];
}

/** A message template, as the Graph API lists it. */
export interface GraphTemplate {
  id: string;
  name: string;
  language: string;
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED';
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  quality_score: { score: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN' };
  rejected_reason?: string;
}

type Draft = Omit<GraphTemplate, 'id' | 'quality_score' | 'parameter_format' | 'status'> & Partial<GraphTemplate>;

const DRAFTS: readonly Draft[] = [
  {
    name: 'appointment_reminder',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'See you on {{1}}', example: { header_text: ['Friday'] } },
      {
        type: 'BODY',
        text: 'Hello {{1}}, your appointment is on {{2}} at {{3}}. Does that still suit you?',
        example: { body_text: [['Maya', 'Friday', '10:30']] },
      },
      { type: 'FOOTER', text: 'Halden Care' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes, it does' },
          { type: 'QUICK_REPLY', text: 'Another day' },
        ],
      },
    ],
  },
  {
    name: 'delivery_photo',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } },
      { type: 'BODY', text: 'Your order {{1}} was left here.', example: { body_text: [['48213']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'URL', text: 'Follow the order', url: 'https://halden.example/orders/{{1}}', example: ['48213'] },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+442079460142' },
        ],
      },
    ],
  },
  {
    name: 'feedback_request',
    language: 'en_US',
    category: 'MARKETING',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hi {{customer_name}}, how was your talk with {{agent_name}} today?',
        example: {
          body_text_named_params: [
            { param_name: 'customer_name', example: 'Maya' },
            { param_name: 'agent_name', example: 'Ana' },
          ],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Good' },
          { type: 'QUICK_REPLY', text: 'So-so' },
          { type: 'QUICK_REPLY', text: 'Bad' },
        ],
      },
    ],
  },
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome and congratulations! This message shows that you can send templates.' },
      { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
    ],
  },
  {
    name: 'order_shipped',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Your order {{1}} is on its way and should be with you on {{2}}.',
        example: { body_text: [['48219', 'Friday']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Fine' },
          { type: 'QUICK_REPLY', text: 'Change the day' },
        ],
      },
    ],
  },
  {
    name: 'order_shipped',
    language: 'zh_CN',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: '订单已发货' },
      { type: 'BODY', text: '您好，订单 {{1}} 预计{{2}}送达。', example: { body_text: [['48219', '星期五']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: '可以' },
          { type: 'QUICK_REPLY', text: '更改日期' },
        ],
      },
    ],
  },
  {
    name: 'sign_in_code',
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', text: '*{{1}}* is your code.', example: { body_text: [['123456']] } },
      { type: 'FOOTER', text: 'It is good for 10 minutes.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' }],
      },
    ],
  },
  {
    name: 'spring_sale',
    language: 'en_US',
    category: 'MARKETING',
    status: 'PENDING',
    components: [{ type: 'BODY', text: 'Everything for the garden, 20 % off until {{1}}.', example: { body_text: [['Sunday']] } }],
  },
  {
    name: 'win_back',
    language: 'en_US',
    category: 'MARKETING',
    status: 'PAUSED',
    quality_score: { score: 'RED' },
    components: [{ type: 'BODY', text: 'We have not heard from you for a while.' }],
  },
];

/** The templates that every account starts with. */
export const defaultTemplates = (newId: () => string): GraphTemplate[] =>
  DRAFTS.map((draft) => ({ status: 'APPROVED', parameter_format: 'POSITIONAL', quality_score: { score: 'GREEN' }, ...draft, id: newId() }));
