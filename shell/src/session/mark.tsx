import css from './sign-in.module.css';

/** The sign and the name. */
export function Mark() {
  return (
    <div className={css.mark}>
      <svg viewBox="0 0 28 28" aria-hidden="true">
        <rect width="28" height="28" rx="8" fill="var(--accent)" />
        <path
          d="M8 9.5A2.5 2.5 0 0 1 10.5 7h7A2.5 2.5 0 0 1 20 9.5v4a2.5 2.5 0 0 1-2.5 2.5H13l-3.4 3.2c-.6.5-1.6.1-1.6-.8z"
          fill="none"
          stroke="var(--on-accent)"
          strokeWidth="1.9"
          strokeLinejoin="round"
        />
        <path d="M12 11.5h4" stroke="var(--on-accent)" strokeWidth="1.9" strokeLinecap="round" />
      </svg>
      Parley
    </div>
  );
}
