-- What somebody signed in with, where a connection's credential is a session and the keychain's item is its refresh token.
-- None where it is a token, as of every connection before.
ALTER TABLE connections ADD COLUMN account TEXT;
