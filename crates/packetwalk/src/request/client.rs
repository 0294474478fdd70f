//! Who asks, as far as it decides from which ports.

use super::FlowError;
use std::fmt;

/// A client, as far as it decides which ports it sends from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// Linux: 32768–60999.
    Linux,
    /// Windows Server 2008 and later: 49152–65535.
    Windows,
    /// Windows Server 2003 and before: 1025–5000.
    Windows2003,
    /// Elastic Load Balancing: 1024–65535.
    Elb,
    /// A NAT gateway: 1024–65535.
    Nat,
    /// A Lambda function: 1024–65535.
    Lambda,
    /// Anything: 1024–65535.
    Any,
}

impl Client {
    /// Every client, by name.
    pub const ALL: &'static [(&'static str, Client)] = &[
        ("linux", Client::Linux),
        ("windows", Client::Windows),
        ("windows-2003", Client::Windows2003),
        ("elb", Client::Elb),
        ("nat", Client::Nat),
        ("lambda", Client::Lambda),
        ("any", Client::Any),
    ];

    /// The client with this name, in whatever case.
    ///
    /// # Errors
    /// When none is called so.
    pub fn named(text: &str) -> Result<Self, FlowError> {
        let client = Client::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, client)| *client);
        client.ok_or_else(|| FlowError::Client { text: text.to_owned() })
    }

    /// The range of its ephemeral ports, by AWS's page on custom network ACLs.
    pub const fn ephemeral(self) -> (u16, u16) {
        match self {
            Client::Linux => (32768, 60999),
            Client::Windows => (49152, 65535),
            Client::Windows2003 => (1025, 5000),
            Client::Elb | Client::Nat | Client::Lambda | Client::Any => (1024, 65535),
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Client::ALL.iter().find(|(_, client)| client == self).map(|(name, _)| *name);
        f.write_str(name.unwrap_or_default())
    }
}
