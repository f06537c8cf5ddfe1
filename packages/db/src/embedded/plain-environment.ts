const variables: Record<string, string> = { LC_ALL: "C" };

/** All that PostgreSQL's programs see of the environment. Next's types, where they are loaded, ask for more. */
export const plainEnvironment = variables as NodeJS.ProcessEnv;
