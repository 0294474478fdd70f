//! Which service an interface was made by, and what that calls it: by description and type. It is for names alone; what such an
//! interface does is its role's matter.

use crate::network::Network;

/// A service's interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Service<'n> {
    /// What stands before the colon in an end: `lambda`.
    pub(crate) key: &'static str,
    /// The service's word for what the interface is of: `Lambda function`.
    pub(crate) words: &'static str,
    /// Its name there, where the description says it.
    pub(crate) name: Option<&'n str>,
}

impl Service<'_> {
    /// In a citation: `Lambda function orders`.
    pub(crate) fn told(&self) -> String {
        match self.name {
            Some(name) => format!("{} {name}", self.words),
            None => self.words.to_owned(),
        }
    }
}

/// How a service describes its interfaces: how the description begins, and whether a name follows.
const DESCRIBED: &[(&str, &str, &str, bool)] = &[
    ("AWS Lambda VPC ENI-", "lambda", "Lambda function", true),
    ("AWS Lambda VPC ENI: ", "lambda", "Lambda function", true),
    ("ElastiCache ", "elasticache", "ElastiCache", true),
    ("ElastiCache+", "elasticache", "ElastiCache", true),
    ("EFS mount target for ", "efs", "EFS mount target", true),
    ("Amazon EKS ", "eks", "EKS control plane", true),
    ("ES ", "opensearch", "OpenSearch domain", true),
    ("AWS created network interface for directory ", "directory", "directory", true),
    ("Route 53 Resolver: ", "resolver", "Resolver endpoint", true),
    ("RDSNetworkInterface", "rds", "RDS database", false),
    ("RedshiftNetworkInterface", "redshift", "Redshift cluster", false),
    ("DMSNetworkInterface", "dms", "DMS instance", false),
];

/// How a service's interfaces are told by their type.
const TYPED: &[(&str, &str, &str)] = &[
    ("lambda", "lambda", "Lambda function"),
    ("efs", "efs", "EFS mount target"),
    ("quicksight", "quicksight", "QuickSight"),
    ("api_gateway_managed", "apigateway", "API Gateway VPC link"),
    ("global_accelerator_managed", "globalaccelerator", "Global Accelerator"),
    ("ec2_instance_connect_endpoint", "eice", "EC2 Instance Connect Endpoint"),
];

/// The service that made an interface. One that is attached to an instance is the instance's, whatever it is described as.
pub(crate) fn of(net: &Network, item: u32) -> Option<Service<'_>> {
    let interface = net.interface(item);
    if interface.instance.is_some() || !interface.requested {
        return None;
    }
    let description = interface.description.map(|text| net.text(text)).unwrap_or_default();
    let described = DESCRIBED.iter().find_map(|(start, key, words, named)| {
        let rest = description.strip_prefix(start)?;
        let name = named.then(|| name(rest)).filter(|name| !name.is_empty());
        Some(Service { key, words, name })
    });
    let task = || description.starts_with("arn:") && description.contains(":ecs:");
    let task = || task().then_some(Service { key: "ecs", words: "ECS task", name: None });
    let kind = interface.kind.map(|kind| net.text(kind));
    let typed = || {
        let (_, key, words) = TYPED.iter().find(|(known, ..)| kind == Some(known))?;
        Some(Service { key, words, name: None })
    };
    described.or_else(task).or_else(typed)
}

/// The name at the start of what a description says further: without what stands behind it, and without the number that Lambda
/// adds.
fn name(rest: &str) -> &str {
    let name = rest.split([' ', ':']).next().unwrap_or_default();
    let dashes: Vec<_> = name.rmatch_indices('-').map(|(at, _)| at).take(5).collect();
    match dashes.as_slice() {
        [.., at] if dashes.len() == 5 && is_uuid(&name[at + 1..]) => &name[..*at],
        _ => name,
    }
}

fn is_uuid(text: &str) -> bool {
    let parts = text.split('-').map(str::len);
    parts.eq([8, 4, 4, 4, 12]) && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_end_before_what_services_add() {
        assert_eq!(name("order-mail-5f0b3f0a-1b2c-4d5e-8f90-0a1b2c3d4e5f"), "order-mail");
        assert_eq!(name("orders"), "orders");
        assert_eq!(name("fs-0a1b2c3d (fsmt-0a1b2c3d)"), "fs-0a1b2c3d");
        assert_eq!(name("rslvr-in-0a1b:rni-0c2d"), "rslvr-in-0a1b");
    }
}
