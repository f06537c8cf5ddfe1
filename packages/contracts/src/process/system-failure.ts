const meanings: Record<string, string> = {
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EIO: "the disk failed",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
  ENOTDIR: "a part of the path is no folder",
  EEXIST: "something that is no folder has that name",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name could not be resolved now",
  EADDRNOTAVAIL: "this machine has no such address",
};

/** What the operating system refused, in words and with its code: a person can do something about it. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path } = error as NodeJS.ErrnoException;
  const meaning = code === undefined ? undefined : meanings[code];
  return meaning ? `${meaning} (${code}${path ? `, ${path}` : ""})` : error.message;
}

/** Whether the operating system refused something, as opposed to a bug. */
export function isSystemFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && "syscall" in error;
}
