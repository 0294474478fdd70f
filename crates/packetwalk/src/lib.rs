//! Walk a packet through an AWS network, from configuration alone.
//!
//! Load what `aws … describe-*` printed, ask about two ends and a flow, and get a [`Story`]: the verdict, every hop with its
//! headers and decisions, there and back, everything that stands in the way, and what would let the packet through.
//!
//! ```
//! use packetwalk::{Loader, Request, Verdict, Wanted, ask};
//!
//! let mut loader = Loader::new();
//! let network = r#"{
//!     "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "State": "available"}],
//!     "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "State": "available"}],
//!     "SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "GroupName": "web", "IpPermissions": [],
//!         "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}],
//!     "NetworkInterfaces": [
//!         {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use",
//!          "PrivateIpAddress": "10.0.1.10", "Groups": [{"GroupId": "sg-1"}]},
//!         {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Status": "in-use",
//!          "PrivateIpAddress": "10.0.1.20", "Groups": [{"GroupId": "sg-1"}]}]
//! }"#;
//! loader.read("network.json", None, Wanted::ByName, network.as_bytes());
//! let network = loader.network()?;
//!
//! let story = ask(&network, &Request::parse("eni-1", "eni-2:443")?)?;
//! assert_eq!(story.verdict, Verdict::Never);
//! assert_eq!(story.blockers[0].code, "SG_NO_RULES");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod about;
mod ask;
mod cautions;
mod changes;
mod chart;
mod flows;
mod pasted;
mod readings;
mod reasons;
mod request;
mod show;
mod unused;

pub use about::about;
pub use ask::{AskError, Sample, Session, Walked, ask};
pub use changes::{Changed, changes};
pub use chart::{Chart, chart};
pub use flows::{COLUMNS, Flows, FlowsError, Row, RowError};
pub use packetwalk_aws::plain;
pub use packetwalk_aws::{Covered, EndError, Kind, List, Listed, Network, Problem, Snapshot, coverage};
pub use packetwalk_load::{Change as EditChange, Edit, Failure, LoadError, Loader, Wanted, excerpt, text};
pub use packetwalk_report::{
    About, Asked, Belongs, Blocker, Caution, Change, Choice, Decision, Filter, Headers, Hop, Known, Leg, Lost, LostBy,
    Missing, Near, Outcome, Part, Place, Reading, Resource, Share, Side, Story, Taken, Terms, Verdict, Way, fill,
    render, safe,
};
pub use pasted::{Pasted, PastedError};
pub use reasons::{Reason, reason, reasons};
pub use request::{Client, Flow, FlowError, Request, Words};
pub use show::{Referrer, Shown, ShownRow, ShownTable, show};
pub use unused::unused;
