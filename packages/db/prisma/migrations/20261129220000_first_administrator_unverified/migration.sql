-- Nobody ever verified the address of the administrator that the first start makes.
UPDATE "users" SET "email_verified" = false WHERE "email" = 'admin@meridian.local';
