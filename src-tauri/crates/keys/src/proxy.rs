//! Requests that come through a reverse proxy: whose they are, and what they asked for before the proxy asked us.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

use crate::{
    address::ClientAddress,
    allowed_ips::{AllowedIpsError, contain, parse_range},
};

/// The method as nginx is told to pass it on.
pub const ORIGINAL_METHOD: &str = "x-original-method";
/// The path and query as nginx is told to pass them on.
pub const ORIGINAL_URI: &str = "x-original-uri";
/// The method as Traefik's ForwardAuth passes it on.
pub const FORWARDED_METHOD: &str = "x-forwarded-method";
/// The path and query as Traefik's ForwardAuth passes them on.
pub const FORWARDED_URI: &str = "x-forwarded-uri";
/// The addresses a request came through, the client's first.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

/// A method that nothing knows would have more characters than this.
const METHOD_LENGTH_MAX: usize = 32;

/// The proxies whose word is believed; the default believes nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and ranges.
    ///
    /// # Errors
    /// What is wrong with the first that is none.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, AllowedIpsError> {
        texts.iter().map(|text| parse_range(text.as_ref())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the address is one of theirs.
    pub fn contain(&self, address: IpAddr) -> bool {
        contain(&self.0, address)
    }

    /// The address that a request really came from, as far as it can be believed: beginning with who is connected to
    /// us, we step back through the lines of `X-Forwarded-For` from the right as long as the one who wrote the entry is
    /// trusted. Anybody can write the rest, so nobody reads it. With nobody trusted this is always the one connected to us.
    /// A trusted proxy that wrote something else than an address leaves it unknown: to take the proxy's own for it would
    /// lend that to whoever can make a proxy write so.
    pub fn client_address<'a>(
        &self,
        peer: IpAddr,
        forwarded_for: impl DoubleEndedIterator<Item = &'a [u8]>,
    ) -> ClientAddress {
        let mut client = peer.to_canonical();
        if self.0.is_empty() {
            return client.into();
        }
        let mut hops = forwarded_for.rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
        while self.contain(client) {
            match hops.next().map(parse_hop) {
                Some(Some(hop)) => client = hop,
                Some(None) => return ClientAddress::Unknown,
                None => break,
            }
        }
        client.into()
    }
}

/// One entry: an address, or an address and a port, as some proxies write.
fn parse_hop(bytes: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(address.to_canonical())
}

/// Why it is not clear what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginalError {
    /// A header that names the method holds none.
    #[error("A header that names the original method does not hold a method.")]
    NotAMethod,
    /// Two headers name two methods: one of them came from the client itself.
    #[error("The headers that name the original method do not agree; let the proxy overwrite what clients send.")]
    Disagree,
}

/// The method that was asked for, from every value that names it: each proxy's headers, and, where the proxy repeats the
/// request's own line, that one. A client may send another proxy's header to pass a write off as a GET, so all must
/// agree. None when nothing names it.
///
/// # Errors
/// [`OriginalError`].
pub fn original_method<'a>(values: impl Iterator<Item = &'a [u8]>) -> Result<Option<&'a str>, OriginalError> {
    let mut found = None;
    for value in values {
        let method = parse_method(value).ok_or(OriginalError::NotAMethod)?;
        if found.is_some_and(|earlier| earlier != method) {
            return Err(OriginalError::Disagree);
        }
        found = Some(method);
    }
    Ok(found)
}

/// A method is a token (RFC 9110, section 9.1); case counts.
fn parse_method(value: &[u8]) -> Option<&str> {
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let good = (1..=METHOD_LENGTH_MAX).contains(&value.len()) && value.iter().all(token);
    if good { std::str::from_utf8(value).ok() } else { None }
}

/// The path of an original URI, without its query: a query may hold what nobody should keep.
pub fn original_path(uri: &str) -> &str {
    let path = match uri.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |start| &rest[start..]),
        None => uri,
    };
    path.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, trusted: &[&str], forwarded_for: &[&str]) -> String {
        let trusted = TrustedProxies::parse(trusted).unwrap();
        trusted.client_address(peer.parse().unwrap(), forwarded_for.iter().map(|line| line.as_bytes())).to_string()
    }

    #[test]
    fn without_trust_the_client_is_who_is_connected_whatever_it_says() {
        assert_eq!(client("203.0.113.9", &[], &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(client("::ffff:203.0.113.9", &[], &[]), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["10.0.0.0/8"], &["10.0.0.1"]), "203.0.113.9", "it is not a proxy of ours");
    }

    #[test]
    fn the_walk_goes_from_the_right_past_trusted_proxies_and_stops_at_the_first_other() {
        let trusted = ["10.0.0.0/8", "2001:db8::/32"];
        assert_eq!(
            client("10.0.0.1", &trusted, &["198.51.100.1, 203.0.113.9"]),
            "203.0.113.9",
            "what is left is claimed"
        );
        assert_eq!(client("10.0.0.1", &trusted, &["203.0.113.9, 10.1.1.1, 2001:db8::7"]), "203.0.113.9");
        assert_eq!(
            client("10.0.0.1", &trusted, &["198.51.100.1", "203.0.113.9, 10.0.0.2"]),
            "203.0.113.9",
            "two lines"
        );
        assert_eq!(client("10.0.0.1", &trusted, &["10.0.0.9, 10.0.0.2"]), "10.0.0.9", "all trusted: the farthest");
        assert_eq!(client("::ffff:10.0.0.1", &trusted, &["::ffff:203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &trusted, &["203.0.113.9:4711"]), "203.0.113.9", "with a port");
        assert_eq!(client("10.0.0.1", &trusted, &["[2001:db9::1]:443"]), "2001:db9::1");
    }

    #[test]
    fn a_hop_that_is_no_address_is_nobody_and_never_the_proxy() {
        for garbage in ["", "unknown", "127.0.0.1.evil", "-", ",,"] {
            assert_eq!(client("10.0.0.1", &["10.0.0.0/8"], &[garbage]), "unknown", "{garbage:?}");
        }
        assert_eq!(client("10.0.0.1", &["10.0.0.0/8"], &["203.0.113.9, junk, 10.0.0.5"]), "unknown");
        assert_eq!(client("10.0.0.1", &["10.0.0.0/8"], &["junk, 203.0.113.9"]), "203.0.113.9", "nobody reads so far");
        assert_eq!(client("10.0.0.1", &["10.0.0.0/8"], &[]), "10.0.0.1", "a proxy that says nothing asks for itself");
    }

    #[test]
    fn a_method_that_two_headers_tell_differently_is_refused() {
        let ask = |values: &[&'static str]| original_method(values.iter().map(|value| value.as_bytes()));
        assert_eq!(ask(&[]), Ok(None));
        assert_eq!(ask(&["POST"]), Ok(Some("POST")));
        assert_eq!(ask(&["POST", "POST"]), Ok(Some("POST")));
        assert_eq!(ask(&["GET", "POST"]), Err(OriginalError::Disagree), "a client cannot pass a write off as a read");
        assert_eq!(ask(&["get", "GET"]), Err(OriginalError::Disagree), "methods are told apart by case");
        for wrong in ["", "GET POST", "GET,GET", "G\u{e9}T", &"X".repeat(33).leak()[..]] {
            assert_eq!(ask(&[wrong]), Err(OriginalError::NotAMethod), "{wrong:?}");
        }
    }

    #[test]
    fn a_path_is_kept_without_its_query() {
        assert_eq!(original_path("/v2/orders?token=x#y"), "/v2/orders");
        assert_eq!(original_path("https://api.example.com/v2/orders?x"), "/v2/orders");
        assert_eq!(original_path("https://api.example.com"), "/");
        assert_eq!(original_path(""), "");
    }

    proptest! {
        #[test]
        fn what_an_untrusted_client_writes_never_changes_who_it_is(claimed in "\\PC{0,80}") {
            let line = format!("{claimed}, 203.0.113.9");
            prop_assert_eq!(client("10.0.0.1", &["10.0.0.0/8"], &[&line]), "203.0.113.9");
            prop_assert_eq!(client("203.0.113.9", &["10.0.0.0/8"], &[&claimed]), "203.0.113.9");
        }

        #[test]
        fn bytes_that_are_no_text_are_claims_like_any_other(claimed in prop::collection::vec(any::<u8>(), 0..40)) {
            let trusted = TrustedProxies::parse(&["10.0.0.0/8"]).unwrap();
            let told = |line: &[u8]| trusted.client_address("10.0.0.1".parse().unwrap(), [line].into_iter());
            let line = [claimed.as_slice(), b", 203.0.113.9"].concat();
            prop_assert_eq!(told(&line), ClientAddress::parse("203.0.113.9"), "the proxy's own entry counts");
            let line = [claimed.as_slice(), b"\xff"].concat();
            prop_assert_eq!(told(&line), ClientAddress::Unknown, "and the proxy itself is never taken for the client");
        }
    }
}
