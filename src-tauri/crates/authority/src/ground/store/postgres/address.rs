//! Reading a database's address: what the library below reads, and the rules of TLS, which are ours.

use std::path::{Path, PathBuf};

use tokio_postgres::config::{Host, SslMode};
use url::form_urlencoded;

use super::{
    CONNECT_WITHIN, SILENCE_AT_MOST, TRIED_EVERY,
    tls::{Roots, Tls, Trust, connector},
};
use crate::ground::store::OpenError;

/// A database's address, with everything that a connection needs.
#[derive(Clone)]
pub struct Address {
    pub(super) config: tokio_postgres::Config,
    /// None leaves TLS out.
    pub(super) tls: Option<Tls>,
}

impl Address {
    /// Reads a connection URL or key-value string, and sets how long to wait for a silent server.
    ///
    /// A server that is not on this computer is asked for TLS, and proves who it is, unless the address says otherwise:
    /// what this program sends there (the password, digests, customers) is nobody else's.
    ///
    /// # Errors
    /// [`OpenError::BadAddress`] when it is none, or holds a password: that comes from `PGPASSWORD`, since an argument
    /// list is no place for a secret (design, section 5 rule 1). [`OpenError::RootCertificates`].
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let (rest, words) = split(text);
        let mut config: tokio_postgres::Config =
            rest.parse().map_err(|_| OpenError::BadAddress("it is not a PostgreSQL address"))?;
        if config.get_password().is_some() {
            return Err(OpenError::BadAddress("it holds a password; put that into PGPASSWORD"));
        }
        if let Some(password) = std::env::var_os("PGPASSWORD") {
            config.password(password.into_encoded_bytes());
        }
        config.connect_timeout(CONNECT_WITHIN).tcp_user_timeout(SILENCE_AT_MOST).application_name("conduit-authority");
        config.keepalives_idle(TRIED_EVERY).keepalives_interval(TRIED_EVERY).keepalives_retries(2);
        let (mode, trust) = words.choose(is_here(&config))?;
        config.ssl_mode(mode);
        let tls = trust.map(|trust| connector(trust, &words.roots())).transpose()?;
        Ok(Self { config, tls })
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }
}

/// The words about TLS, which are called as libpq calls them.
#[derive(Default)]
struct Words {
    mode: Option<String>,
    root: Option<PathBuf>,
}

impl Words {
    fn choose(&self, here: bool) -> Result<(SslMode, Option<Trust>), OpenError> {
        let mode = self.mode.as_deref().unwrap_or(if here { "disable" } else { "verify-full" });
        match mode {
            "disable" if self.root.is_some() => {
                Err(OpenError::BadAddress("sslrootcert needs an sslmode that uses TLS"))
            }
            "disable" => Ok((SslMode::Disable, None)),
            "prefer" if here => Ok((SslMode::Prefer, Some(Trust::Anybody))),
            "prefer" => Err(OpenError::BadAddress(
                "sslmode=prefer would send the password in the clear to a server without TLS; say verify-full, \
                 verify-ca or require, or disable where nobody can listen",
            )),
            // As libpq has it: whoever names an authority means it.
            "require" if self.root.is_none() => Ok((SslMode::Require, Some(Trust::Anybody))),
            "require" | "verify-ca" => Ok((SslMode::Require, Some(Trust::AnyName))),
            "verify-full" => Ok((SslMode::Require, Some(Trust::Full))),
            _ => {
                Err(OpenError::BadAddress("its sslmode is none of disable, prefer, require, verify-ca and verify-full"))
            }
        }
    }

    fn roots(&self) -> Roots {
        match &self.root {
            Some(path) if path != Path::new("system") => Roots::File(path.clone()),
            _ => Roots::System,
        }
    }

    /// Takes a word when it is about TLS.
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "sslmode" => self.mode = Some(value.to_owned()),
            "sslrootcert" => self.root = Some(value.into()),
            _ => return false,
        }
        true
    }
}

/// The address without the words about TLS, of which the library below knows only a part, and these.
fn split(text: &str) -> (String, Words) {
    let mut words = Words::default();
    if !text.contains("://") {
        let mut rest: Vec<_> = text.split(' ').collect();
        rest.retain(|pair| !pair.split_once('=').is_some_and(|(name, value)| words.take(name, value)));
        return (rest.join(" "), words);
    }
    let Some((head, query)) = text.split_once('?') else { return (text.to_owned(), words) };
    let mut rest: Vec<_> = query.split('&').collect();
    rest.retain(|pair| {
        // Unlike in a form, a plus sign is one.
        let pair = pair.replace('+', "%2B");
        !form_urlencoded::parse(pair.as_bytes()).any(|(name, value)| words.take(&name, &value))
    });
    (format!("{head}?{}", rest.join("&")), words)
}

/// Whether the server is on this computer, so that nobody is in between.
fn is_here(config: &tokio_postgres::Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Address::parse(text).err().expect("it is refused").to_string()
    }

    fn mode(text: &str) -> SslMode {
        Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).config.get_ssl_mode()
    }

    #[test]
    fn a_password_in_an_address_is_refused_without_repeating_it() {
        let refused = refusal("postgresql://ana:hunter2@db.example/keys?sslmode=require");
        assert!(refused.contains("PGPASSWORD") && !refused.contains("hunter2"), "{refused}");
        assert!(Address::parse("postgresql://ana@localhost/keys").is_ok());
        assert!(Address::parse("db.example").is_err());
    }

    #[test]
    fn nothing_goes_to_another_computer_in_the_clear_unless_the_address_says_so() {
        for there in
            ["postgresql://ana@db.example/keys", "host=10.0.0.5 user=ana", "postgresql://ana@localhost,db/keys"]
        {
            assert_eq!(mode(there), SslMode::Require, "{there}: TLS is asked for");
        }
        assert_eq!(mode("host=localhost hostaddr=10.0.0.5 user=ana"), SslMode::Require, "what counts is where it goes");
        assert!(refusal("postgresql://ana@db.example/keys?sslmode=prefer").contains("in the clear"));
        assert_eq!(mode("postgresql://ana@db.example/keys?sslmode=disable"), SslMode::Disable, "the operator said so");
        for here in
            ["postgresql://ana@/keys?host=/run/postgresql", "postgresql://ana@127.0.0.1/keys", "host=::1 user=a"]
        {
            assert_eq!(mode(here), SslMode::Disable, "{here}: nobody is in between");
        }
    }

    #[test]
    fn the_words_about_tls_are_taken_out_of_either_form() {
        let (rest, words) =
            split("postgresql://a@h/d?sslmode=verify-ca&connect_timeout=3&sslrootcert=%2Fetc%2Fa+b.pem");
        assert_eq!(rest, "postgresql://a@h/d?connect_timeout=3");
        assert_eq!(
            (words.mode.as_deref(), words.root.as_deref()),
            (Some("verify-ca"), Some(Path::new("/etc/a+b.pem")))
        );
        let (rest, words) = split("host=h sslmode=require user=a");
        assert_eq!((rest.as_str(), words.mode.as_deref()), ("host=h user=a", Some("require")));
    }

    #[test]
    fn a_word_that_is_wrong_is_named() {
        assert!(refusal("postgresql://a@h/d?sslmode=allow").contains("none of"));
        assert!(refusal("postgresql://a@h/d?sslmode=disable&sslrootcert=/a").contains("sslrootcert"));
        assert!(refusal("postgresql://a@h/d?sslrootcert=/nowhere/ca.pem").contains("/nowhere/ca.pem"));
    }
}
