//! Disagreements between the walk and a witness, saved as cases.

use crate::{Files, load};
use packetwalk::Session;
use packetwalk_agree::{Comparison, account};

/// A network on which the walk and a witness disagree about one packet.
#[derive(Clone, Copy, Debug)]
pub struct Disagreement<'d> {
    /// What it is called.
    pub name: &'d str,
    /// The network, in the fixture language.
    pub network: &'d str,
    /// What the witness says of the packet.
    pub account: &'d str,
    /// In what they differ.
    pub why: &'d str,
}

impl Disagreement<'_> {
    /// A case that expects what the witness saw, and so fails until the walk says the same.
    pub fn case(&self) -> String {
        let Disagreement { name, network, account, why } = self;
        let fenced = |info: &str, text: &str| format!("```{info}\n{}\n```\n", text.trim_end());
        format!(
            "# {name}\n\nThe walk and the kernel disagree about a packet. Before this moves to `cases/`: who is right, by which rule \
             and which page?\n\n{}\n{}\n{}",
            fenced("text", why),
            fenced("network", network),
            fenced("packet", account),
        )
    }
}

/// Holds the walk against a witness's account.
pub(crate) fn holds(files: &Files, text: &str) -> Result<(), String> {
    let network = load(files).map_err(|error| error.to_string())?;
    let net = network.plain();
    let (probe, trace) = account::read(&net, text).map_err(|error| error.to_string())?;
    match Comparison::of(&Session::new(&network), &net, &probe, &trace) {
        Ok((Comparison::Same, _)) => Ok(()),
        Ok((Comparison::Open(why), _)) => Err(format!("there is nothing to compare: {why}")),
        Ok((Comparison::Differ(why), _)) => Err(why),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::Disagreement;
    use crate::case::run;
    use std::path::Path;

    const NETWORK: &str = "vpc main 10.0.0.0/16\nacl strict\nrule strict in 90 deny tcp:5432 10.0.1.0/24\n\
                           rule strict in 100 allow all 0.0.0.0/0\nrule strict out 100 allow all 0.0.0.0/0\n\
                           subnet a 10.0.1.0/24\nsubnet b 10.0.2.0/24 acl strict\nhost web a 10.0.1.10 sg open\n\
                           host db b 10.0.2.10 sg open";
    const SENT: &str = "from eni-web: tcp 10.0.1.10:40000 → 10.0.2.10:5432\n";

    fn case(account: &str) -> Result<(), String> {
        let account = format!("{SENT}{account}");
        let made_up = Disagreement { name: "Made up", network: NETWORK, account: &account, why: "forward: made up" };
        run(&made_up.case(), Path::new("."))
    }

    #[test]
    fn a_saved_disagreement_fails_until_the_walk_says_the_same() {
        let dropped = "there: dropped by acl-strict rule 90: a rule denies it, as tcp 10.0.1.10:40000 → 10.0.2.10:5432";
        assert_eq!(case(dropped), Ok(()));
        let elsewhere = dropped.replace("rule 90", "rule 100");
        assert!(case(&elsewhere).unwrap_err().contains("it should be refused otherwise: NACL_DENY acl-strict 90"));
        let arrived = "there: delivered at eni-db as tcp 10.0.1.10:40000 → 10.0.2.10:5432\n\
                       back: delivered at eni-web as tcp 10.0.2.10:5432 → 10.0.1.10:40000";
        assert!(case(arrived).unwrap_err().contains("it should be refused: NACL_DENY"));
    }

    #[test]
    fn what_arrives_must_arrive_with_its_headers_and_be_answered() {
        let (there, back) = ("10.0.1.10:40000 → 10.0.2.10:443", "10.0.2.10:443 → 10.0.1.10:40000");
        let account = |seen: &str, back: &str| {
            let sent = "from eni-web: tcp 10.0.1.10:40000 → 10.0.2.10:443";
            let text = format!("{sent}\nthere: delivered at eni-db as tcp {seen}\n{back}");
            crate::disagreement::holds(&crate::fixture::expand(NETWORK).unwrap(), &text)
        };
        let answered = format!("back: delivered at eni-web as tcp {back}");
        assert_eq!(account(there, &answered), Ok(()));
        assert!(
            account("10.0.1.10:40001 → 10.0.2.10:443", &answered).unwrap_err().contains("should arrive as tcp 10.")
        );
        assert!(account(there, "").unwrap_err().contains("no reply was sent"));
    }

    #[test]
    fn what_is_no_account_is_refused_with_what_is_expected() {
        for wrong in
            ["", "there: delivered at eni-nobody as tcp 10.0.1.10:1 → 10.0.2.10:2", "there: dropped", "back: x"]
        {
            assert!(case(wrong).unwrap_err().contains("expected `"), "{wrong}");
        }
        assert!(case("there: dropped by acl-strict: no such words, as tcp 10.0.1.10:1 → 10.0.2.10:2").is_err());
    }
}
