//! A process together with those that it starts: tests of the command run the command.

use std::process::{Child, Command};

/// Has it be the first of a group.
#[cfg(unix)]
pub(super) fn lead(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0)
}

/// Ends all of its group.
#[cfg(unix)]
pub(super) fn kill(child: &mut Child) -> std::io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};
    kill_process_group(Pid::from_child(child), Signal::KILL)?;
    child.wait()?;
    Ok(())
}

/// Elsewhere, it is on its own.
#[cfg(not(unix))]
pub(super) fn lead(command: &mut Command) -> &mut Command {
    command
}

/// Ends it.
#[cfg(not(unix))]
pub(super) fn kill(child: &mut Child) -> std::io::Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}
