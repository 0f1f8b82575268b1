import ArgumentParser
import Foundation
import Reporting

/// Who is watching, and where words go: the table or JSON to standard output, everything about the
/// run's course to standard error.
struct Terminal: Sendable {
    let isQuiet: Bool
    let isJSON: Bool
    /// Whether standard error is a terminal, so that one line can be drawn again and again.
    let isLive = isatty(STDERR_FILENO) == 1
    /// Who else looks at what a command does; nil of those that measure nothing.
    var watch: RunWatch?
    /// What is drawn again and again.
    var area = ProgressArea()

    /// Whether the table may be coloured (https://no-color.org).
    var hasColor: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"]?.isEmpty != false
            && environment["TERM"] != "dumb"
    }

    /// Columns of the terminal, 80 where it does not say.
    var width: Int { Self.size.columns }

    /// Whether a run may take several lines of it.
    var hasRoom: Bool {
        let size = Self.size
        return isLive && !isQuiet && size.columns >= LiveLines.leastWidth
            && size.rows >= LiveLines.leastHeight
    }

    /// Of a terminal that does not say, 80 columns and no rows.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return (80, 0)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// The same terminal, for a run whose table nobody is shown.
    var withoutJSON: Terminal { quieted(isQuiet) }

    /// The same, for a run of whose course as much is told.
    func quieted(_ isQuiet: Bool) -> Terminal {
        var terminal = Terminal(isQuiet: isQuiet, isJSON: false)
        (terminal.watch, terminal.area) = (watch, area)
        return terminal
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
        watch?.said(line)
        guard !isQuiet else { return }
        Self.warn(line)
    }

    /// A line that must be seen, `--quiet` or not.
    static func warn(_ line: String) {
        tell(line + "\n")
    }

    /// Writes to standard error, as far as it can be written: who reads it may be gone, and the run goes on.
    static func tell(_ text: String) {
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

    /// Draws the progress anew, or writes its first line as a line of its own where nothing can be drawn.
    func progress(_ lines: [String]) {
        guard !isQuiet, let first = lines.first else { return }
        guard isLive else { return Self.tell(first + "\n") }
        area.draw(lines)
    }

    func clearProgress() {
        guard !isQuiet, isLive else { return }
        area.clear()
    }
}
