import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/brand-mark.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { AcceptForm } from "@/features/invite/accept-form.tsx";
import { InvitationExpiry } from "@/features/invite/invitation-expiry.tsx";
import { InvitationClosed } from "@/features/invite/invitation-closed.tsx";
import { type FoundInvitation, readInvitation } from "@/server/http/read-invitation.ts";
import { getSession } from "@/server/http/session.ts";
import { getShared } from "@/server/boot/shared.ts";

/** The address is a secret: no other site shall learn it from a link, and no search engine keep it. */
export async function generateMetadata(): Promise<Metadata> {
  const title = (await getTranslations("invite"))("title");
  return { title, referrer: "no-referrer", robots: { index: false } };
}

type InvitePageProps = { params: Promise<{ token: string }> };

export default async function InvitePage({ params }: InvitePageProps) {
  const { token } = await params;
  const invitation = await readInvitation(token);
  return (
    <main className="mx-auto w-full max-w-90 px-6 pt-[14vh] pb-16">
      <BrandMark className="size-9" />
      {invitation.problem ? (
        <InvitationClosed problem={invitation.problem} />
      ) : (
        <OpenInvitation token={token} invitation={invitation} />
      )}
    </main>
  );
}

type OpenInvitationProps = { token: string; invitation: Exclude<FoundInvitation, { problem: string }> };

async function OpenInvitation({ token, invitation: { email, role, expiresAt } }: OpenInvitationProps) {
  const t = await getTranslations("invite");
  const shell = await getTranslations("shell");
  const session = await getSession();
  return (
    <>
      <h1 className="mt-5 text-title font-semibold tracking-tight">{t("heading")}</h1>
      <p className="mt-1 text-muted">{t("environment", { name: getShared().env.environmentName })}</p>
      <p className="mt-4 break-words">
        {t.rich("for", {
          email,
          role: shell(`role.${role}`),
          b: (chunks) => <strong className="font-semibold">{chunks}</strong>,
        })}{" "}
        <span className="text-muted">{shell(`roleHint.${role}`)}</span>
      </p>
      {session && (
        <Banner tone="notice" className="mt-4">
          {t("signedIn", { name: session.user.name, email })}
        </Banner>
      )}
      <AcceptForm token={token} email={email} />
      <InvitationExpiry expiresAt={expiresAt} />
    </>
  );
}
