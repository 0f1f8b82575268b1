import ArgumentParser
import Foundation

/// Who is watching, and where words go: the table or JSON to standard output, everything about the
/// run's course to standard error.
struct Terminal: Sendable {
    let isQuiet: Bool
    let isJSON: Bool
    /// Whether standard error is a terminal, so that one line can be drawn again and again.
    let isLive = isatty(STDERR_FILENO) == 1

    /// Whether the table may be coloured (https://no-color.org).
    var hasColor: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"]?.isEmpty != false
            && environment["TERM"] != "dumb"
    }

    /// Columns of the terminal, 80 where it does not say.
    var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Puts something that takes no bytes where a standard descriptor is closed: the next file that is opened
    /// would get its number, and words meant for the terminal.
    static func occupyClosed() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// A line about the run's course.
    func note(_ line: String) {
        guard !isQuiet else { return }
        Self.warn(line)
    }

    /// A line that must be seen, `--quiet` or not.
    static func warn(_ line: String) {
        tell(line + "\n")
    }

    /// Writes to standard error, as far as it can be written: who reads it may be gone, and the run goes on.
    private static func tell(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// Writes to standard output, as far as somebody reads it: a reader who has gone, as `head` does, has had
    /// enough, and changes nothing of what a command does or finds.
    ///
    /// - Throws: `ExitCode.recordFailed` where it cannot be written, as on a full disk; told on standard error.
    static func say(_ text: String) throws(ExitCode) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                return
            } else if errno != EINTR {
                warn(
                    "streamgauge: cannot write to standard output: \(String(cString: strerror(errno)))"
                )
                throw .recordFailed
            }
        }
    }

    /// Draws the progress line anew, or writes it as a line of its own where nothing can be drawn.
    func progress(_ line: String) {
        guard !isQuiet else { return }
        Self.tell(isLive ? line : line + "\n")
    }

    func clearProgress() {
        guard !isQuiet, isLive else { return }
        Self.tell("\r\u{1B}[2K")
    }
}
