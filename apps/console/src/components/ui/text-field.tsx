import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

const field =
  "w-full rounded-md border border-line-control bg-canvas px-3 placeholder:text-muted focus-visible:outline-offset-0";

type TextFieldProps = ComponentProps<"input"> & {
  label: string;
  icon?: ReactNode;
  isLabelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong with the value; stands in the hint's place. */
  problem?: string | undefined;
};

export function TextField({
  label,
  icon,
  isLabelHidden = false,
  hint,
  problem,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={clsx("relative", className)}>
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "mb-1 block text-xs text-muted"}>
        {label}
      </label>
      {icon && <span className="pointer-events-none absolute bottom-2 left-2.5 text-muted">{icon}</span>}
      <input
        id={id}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...rest}
        className={clsx(field, "h-8", icon && "pl-8")}
      />
      {note && (
        <p id={`${id}-note`} className={clsx("mt-1 text-xs", problem ? "text-danger-ink" : "text-muted")}>
          {note}
        </p>
      )}
    </div>
  );
}

type TextAreaProps = ComponentProps<"textarea"> & { label: string };

export function TextArea({ label, className, ...rest }: TextAreaProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-xs text-muted">
        {label}
      </label>
      <textarea id={id} {...rest} className={clsx(field, "block resize-y py-2 text-base leading-6")} />
    </div>
  );
}
