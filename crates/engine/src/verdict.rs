//! What became of a class of packets.

use std::fmt;

/// What became of a class of packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Every packet of the class gets through, whatever the network chooses.
    Always,
    /// Some do and some don't, or it depends on what the network chooses.
    Sometimes,
    /// None gets through.
    Never,
    /// The snapshot doesn't say.
    Unknown,
}

impl Verdict {
    /// The verdict of a whole from its parts: a proven way and a proven refusal make `Sometimes`; otherwise what isn't known
    /// leaves the whole unknown. `None` for no parts.
    pub fn of_parts(parts: impl IntoIterator<Item = Verdict>) -> Option<Verdict> {
        let (mut passed, mut refused, mut unknown, mut any) = (false, false, false, false);
        for part in parts {
            any = true;
            match part {
                Verdict::Always => passed = true,
                Verdict::Never => refused = true,
                Verdict::Sometimes => (passed, refused) = (true, true),
                Verdict::Unknown => unknown = true,
            }
        }
        any.then_some(match (passed, refused, unknown) {
            (true, true, _) => Verdict::Sometimes,
            (_, _, true) => Verdict::Unknown,
            (true, false, false) => Verdict::Always,
            (false, _, false) => Verdict::Never,
        })
    }

    /// The word for it: `always`, `sometimes`, `never`, `unknown`.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Always => "always",
            Verdict::Sometimes => "sometimes",
            Verdict::Never => "never",
            Verdict::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{self, Always, Never, Sometimes, Unknown};

    #[test]
    fn kleene() {
        let of = |parts: &[Verdict]| Verdict::of_parts(parts.iter().copied()).unwrap();
        assert_eq!(of(&[Always, Always]), Always);
        assert_eq!(of(&[Never, Never]), Never);
        assert_eq!(of(&[Always, Never]), Sometimes);
        assert_eq!(of(&[Always, Unknown]), Unknown);
        assert_eq!(of(&[Never, Unknown]), Unknown);
        assert_eq!(of(&[Always, Unknown, Never]), Sometimes);
        assert_eq!(of(&[Sometimes, Unknown]), Sometimes);
        assert_eq!(Verdict::of_parts([]), None);
    }

    #[test]
    fn words() {
        let words = [Always, Sometimes, Never, Unknown].map(|verdict| verdict.to_string());
        assert_eq!(words, ["always", "sometimes", "never", "unknown"]);
    }
}
