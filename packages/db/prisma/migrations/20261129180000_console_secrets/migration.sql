-- Secrets that all consoles of a database share, encrypted by a key that is not in it. The fingerprint tells a console with
-- another key before it opens anything.
CREATE TABLE "secret_keys" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "fingerprint" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "secret_keys_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "secret_keys_is_one_row" CHECK ("id" = 1)
);

CREATE TABLE "console_secrets" (
    "name" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "console_secrets_pkey" PRIMARY KEY ("name")
);
