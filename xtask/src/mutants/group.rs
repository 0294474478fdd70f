//! A process together with those that it starts, since tests of the command run the command; and no more memory than tests need,
//! since a change may make something endless that grows.

use std::io::Result;
use std::process::{Child, Command};

/// Bytes of memory for each process: many times what tests take.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 2 << 30;

/// Starts it as the first of a group.
#[cfg(unix)]
pub(super) fn spawn(command: &mut Command) -> Result<Child> {
    use std::os::unix::process::CommandExt as _;
    let child = command.process_group(0).spawn()?;
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        // What it starts is limited as it is.
        let limit = Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) };
        prlimit(Some(Pid::from_child(&child)), Resource::Data, limit)?;
    }
    Ok(child)
}

/// Ends all of its group.
#[cfg(unix)]
pub(super) fn kill(child: &mut Child) -> Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};
    kill_process_group(Pid::from_child(child), Signal::KILL)?;
    child.wait()?;
    Ok(())
}

/// Starts it; elsewhere, it is on its own.
#[cfg(not(unix))]
pub(super) fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn()
}

/// Ends it.
#[cfg(not(unix))]
pub(super) fn kill(child: &mut Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Stdio;
    use wait_timeout::ChildExt as _;

    #[test]
    fn what_it_starts_is_ended_with_it() {
        // The shell's own child holds the pipe, and would for good.
        let mut command = Command::new("sh");
        command.args(["-c", "tail -f /dev/null & wait"]).stdout(Stdio::piped());
        let mut child = spawn(&mut command).unwrap();
        assert!(child.wait_timeout(std::time::Duration::ZERO).unwrap().is_none());
        let mut pipe = child.stdout.take().unwrap();
        kill(&mut child).unwrap();
        assert_eq!(std::io::read_to_string(&mut pipe).unwrap(), "");
    }
}
