import { CopyButton } from "@/components/copy-button.tsx";

type TokenSecretProps = { text: string; label: string };

/** A secret that is shown this once, whole, to be copied. */
export function TokenSecret({ text, label }: TokenSecretProps) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-surface py-2 pr-2 pl-3">
      <code
        aria-label={label}
        className="min-w-0 flex-1 font-mono text-xs leading-6 break-all whitespace-pre-wrap select-all"
      >
        {text}
      </code>
      <CopyButton text={text} />
    </div>
  );
}
