//! Where a delivery may go: HTTPS to public addresses, judged by text when an endpoint is written and by address each
//! time one is connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use keys::wire::{Complaint, FieldCode};

const URL_LENGTH_MAX: usize = 2048;

/// How strictly targets are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// HTTPS and public addresses only.
    #[default]
    Public,
    /// Plain HTTP and any address too: the operator's explicit wish, for a receiver on the own network.
    Private,
}

/// What is wrong with a URL as an endpoint's, in one sentence. A host name is judged again, by its addresses, whenever
/// a delivery connects.
pub fn complaint_about_url(text: &str, reach: Reach) -> Option<Complaint> {
    let wrong = |code, words| Some(Complaint::of(code, words));
    if text.len() > URL_LENGTH_MAX {
        return Some(Complaint::too_long(URL_LENGTH_MAX, "A URL has at most 2048 characters."));
    }
    let Ok(url) = url::Url::parse(text) else { return wrong(FieldCode::NotAWebAddress, "This is not a URL.") };
    let scheme_fits = url.scheme() == "https" || (url.scheme() == "http" && reach == Reach::Private);
    if !scheme_fits {
        return wrong(FieldCode::HttpsOnly, "A webhook URL begins with https.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return wrong(FieldCode::HasAPassword, "A webhook URL carries no user name or password.");
    }
    match url.host() {
        None => wrong(FieldCode::NotAWebAddress, "A webhook URL names a host."),
        Some(_) if reach == Reach::Private => None,
        Some(host) if is_public_host(&host) => None,
        Some(_) => wrong(FieldCode::NotPublic, "A webhook URL names a public address."),
    }
}

fn is_public_host(host: &url::Host<&str>) -> bool {
    match host {
        url::Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            name.contains('.') && ![".local", ".localhost", ".internal"].iter().any(|end| name.ends_with(end))
        }
        url::Host::Ipv4(address) => is_public_v4(*address),
        url::Host::Ipv6(address) => is_public_v6(*address),
    }
}

/// Whether an address is one that anybody on the Internet could be reached at.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        // "This network", shared by providers, protocol assignments, the old 6to4 relay, benchmarks, reserved.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || a >= 240;
    !special
}

/// Only global unicast counts, and of it nothing that stands for an IPv4 address or leads into a tunnel.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let [a, b, ..] = address.segments();
    let global = a & 0xe000 == 0x2000;
    // Protocol assignments with Teredo, documentation, 6to4.
    let special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || a == 0x3fff;
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_urls_are_taken() {
        let complaint = |text: &str| complaint_about_url(text, Reach::Public);
        assert_eq!(complaint("https://hooks.example.com/in"), None);
        assert_eq!(complaint("https://93.184.216.34/in"), None);
        for bad in [
            "",
            "not a url",
            "http://hooks.example.com/in",
            "https://localhost/in",
            "https://127.0.0.1/in",
            "https://2130706433/in",
            "https://0x7f.1/in",
            "https://10.1.2.3/in",
            "https://169.254.169.254/latest",
            "https://[::1]/in",
            "https://[::ffff:10.0.0.1]/in",
            "https://receiver.internal./in",
            "https://ana:pw@hooks.example.com/in",
            "javascript:alert(1)",
        ] {
            assert!(complaint(bad).is_some(), "{bad}");
        }
        assert!(complaint(&format!("https://example.com/{}", "x".repeat(2048))).is_some(), "too long");
    }

    #[test]
    fn the_operators_wish_opens_plain_http_and_the_own_network_and_nothing_else() {
        for good in ["http://127.0.0.1:9000/in", "http://localhost/in", "https://10.0.0.5/in"] {
            assert_eq!(complaint_about_url(good, Reach::Private), None, "{good}");
        }
        for bad in ["ftp://127.0.0.1/", "file:///etc/passwd", "http://ana:pw@127.0.0.1/", "unix:/run/x"] {
            assert!(complaint_about_url(bad, Reach::Private).is_some(), "{bad}");
        }
    }

    #[test]
    fn an_address_that_is_not_the_internets_is_not_public() {
        for bad in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
        for good in ["8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
    }
}
