//! Who may ask: by which name the server is called, and with which token.

use std::net::{IpAddr, SocketAddr};
use subtle::ConstantTimeEq;

/// Who may ask.
#[derive(Clone, Debug)]
pub struct Access {
    listen: IpAddr,
    names: Vec<String>,
    token: Option<String>,
}

impl Access {
    /// Access to a server that listens at an address.
    ///
    /// A page from elsewhere can make a browser ask this machine under a name of its own (DNS rebinding). So the server answers
    /// to loopback names and its address only, and to the `names` given here; asked at all addresses of the machine, to any
    /// address. Where it can be reached from outside, a token is needed as well.
    pub fn new(listen: SocketAddr, names: Vec<String>, token: Option<String>) -> Self {
        Access { listen: listen.ip(), names, token }
    }

    /// Whether the name in a `Host` header is one of the server's.
    pub(crate) fn knows(&self, host: &str) -> bool {
        let name = without_port(host);
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        let loopback = match address {
            Some(address) => address.is_loopback(),
            None => name.eq_ignore_ascii_case("localhost"),
        };
        let own = address.is_some_and(|address| address == self.listen || self.listen.is_unspecified());
        loopback || own || self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Whether this is the token, or none is needed.
    pub(crate) fn admits(&self, token: Option<&str>) -> bool {
        let Some(wanted) = &self.token else { return true };
        token.is_some_and(|token| wanted.as_bytes().ct_eq(token.as_bytes()).into())
    }
}

/// `name:port` without the port; IPv6 addresses have brackets.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_bare_ipv6(host) => name,
        _ => host,
    }
}

fn is_bare_ipv6(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::Access;

    fn access(listen: &str) -> Access {
        Access::new(listen.parse().unwrap(), vec!["walks.example".to_owned()], Some("secret".to_owned()))
    }

    #[test]
    fn names_of_this_machine_are_known_and_no_others() {
        let own = access("127.0.0.1:8080");
        for host in ["localhost", "LOCALHOST:9000", "127.0.0.1:8080", "[::1]:8080", "[::1]", "walks.example:80"] {
            assert!(own.knows(host), "{host}");
        }
        for host in ["", "evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example:8080", "a:b:c"] {
            assert!(!own.knows(host), "{host}");
        }
    }

    #[test]
    fn the_address_it_listens_at_is_known() {
        assert!(access("10.0.0.1:80").knows("10.0.0.1"));
        assert!(!access("10.0.0.1:80").knows("10.0.0.2"));
        let all = access("0.0.0.0:80");
        assert!(all.knows("10.0.0.2:80"));
        assert!(!all.knows("evil.example"));
    }

    #[test]
    fn the_token_is_wanted_whole() {
        let own = access("127.0.0.1:8080");
        assert!(own.admits(Some("secret")));
        for token in [None, Some(""), Some("secre"), Some("secret1"), Some("Secret")] {
            assert!(!own.admits(token), "{token:?}");
        }
    }
}
