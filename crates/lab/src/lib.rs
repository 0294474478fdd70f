//! A network rebuilt from Linux network namespaces, and real packets sent through it.
//!
//! The lab is a witness. It reads a snapshot's plain data ([`packetwalk_aws::plain`]) and never the walk's tables: a route table
//! becomes a kernel routing table, a security group nftables rules with connection tracking in the interface's own
//! namespace, a network ACL stateless rules in the router's, a NAT gateway masquerading. What becomes of a packet is then
//! decided by a machine that knows nothing of packetwalk.
//!
//! [`Plan::of`] is pure: which namespaces, which links, which rules. [`Lab`] makes them (Linux, root), sends
//! [`Probe`]s, and tells what became of each: every drop and every delivery is logged by the rule that decides it, so that
//! nothing has to be waited for.

mod balancer;
#[cfg(target_os = "linux")]
mod boundaries;
mod classic;
mod edge;
mod event;
mod filter;
mod geneve;
mod host;
mod inspection;
mod internet;
#[cfg(target_os = "linux")]
mod kernel;
mod listeners;
#[cfg(target_os = "linux")]
mod log;
mod nat;
mod outside;
mod packet;
mod plan;
mod private_link;
#[cfg(target_os = "linux")]
mod probe;
mod regional_nat;
mod router;
mod services;
mod targets;
mod transit;

#[cfg(target_os = "linux")]
pub use boundaries::boundary_probes;
pub use event::{Event, Place};
#[cfg(target_os = "linux")]
pub use kernel::{Lab, LabError, remove_leftovers};
pub use packet::{NoPacket, Packet};
pub use plan::{Plan, Responder};
#[cfg(target_os = "linux")]
pub use probe::{Outcome, Probe, Trace};
