const variables: Record<string, string> = { LC_ALL: "C" };

/** The whole environment of PostgreSQL's programs. The cast is for Next's types, which require more variables. */
export const plainEnvironment = variables as NodeJS.ProcessEnv;
