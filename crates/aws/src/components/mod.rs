//! One file per component: what it reads, what it means, why it refuses, and what is said of its rules.

pub(crate) mod block_public_access;
pub(crate) mod byoip;
pub(crate) mod edge_routes;
pub(crate) mod egress_only_gateway;
pub(crate) mod elastic_ip;
pub(crate) mod gateway_endpoint;
pub(crate) mod instance;
pub(crate) mod interface;
pub(crate) mod internet;
pub(crate) mod internet_gateway;
pub(crate) mod link_local;
pub(crate) mod load_balancer;
pub(crate) mod nat_gateway;
pub(crate) mod network_acl;
pub(crate) mod peering;
pub(crate) mod prefix_list;
pub(crate) mod route_table;
pub(crate) mod security_group;
pub(crate) mod subnet;
pub(crate) mod target_group;
pub(crate) mod transit_gateway;
pub(crate) mod transit_gateway_attachment;
pub(crate) mod transit_gateway_route_table;
pub(crate) mod unmodelled;
pub(crate) mod vpc;
