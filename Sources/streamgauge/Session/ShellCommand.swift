import Foundation

/// A command of the user's that the shell runs, as the leader of a process group of its own, so that it can
/// be ended with all that it has started, and hears of no Ctrl-C but ours.
///
/// Not `Process`: its children would inherit that we ignore SIGINT and SIGTERM, and descriptors that
/// libraries leave open, so that a server restarted here would hold connections of this run.
struct ShellCommand {
    private let process: pid_t

    struct CannotStart: Error, CustomStringConvertible {
        let description: String

        init(_ call: String, _ code: Int32) {
            description = "\(call): \(String(cString: strerror(code)))"
        }
    }

    /// Starts it with `variables` on top of our environment, less what holds one of the secrets; what it says is appended to the file at `path`.
    ///
    /// - Throws: `CannotStart` with the call that the system refused.
    init(
        _ command: String, variables: [String: String], withholding secrets: [String],
        output path: String
    ) throws(CannotStart) {
        let log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard log >= 0 else { throw CannotStart("open \(path)", errno) }
        defer { close(log) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, log, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, log, STDERR_FILENO)
        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }

        // What it starts can write to the record's log long after us: it gets no keys.
        let environment = ProcessInfo.processInfo.environment
            .filter { name, value in
                !Credentials.keyVariables.contains(name) && !secrets.contains { value.contains($0) }
            }
            .merging(variables) { $1 }
        let arguments = CStrings(["/bin/sh", "-c", command])
        let settings = CStrings(environment.map { "\($0)=\($1)" })
        defer {
            arguments.free()
            settings.free()
        }
        Self.keepDescriptors()
        var process = pid_t()
        let code = posix_spawn(
            &process, "/bin/sh", &actions, &attributes, arguments.pointers, settings.pointers)
        guard code == 0 else { throw CannotStart("/bin/sh", code) }
        self.process = process
    }

    /// Marks all descriptors but the standard ones as not to be inherited, whoever opened them.
    private static func keepDescriptors() {
        let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        for descriptor in (open ?? []).compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// A group of its own, and the signals that we ignore as they are by default.
    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in Signals.ignored { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        return attributes
    }

    /// Its exit status, or below 0 the signal that ended it; nil while it runs. Not to be asked again then.
    func ended() -> Int? {
        var status: Int32 = 0
        let found = waitpid(process, &status, WNOHANG)
        if found == 0 || (found < 0 && errno == EINTR) { return nil }
        // Nobody else waits for it, so a refusal would be a mistake of ours.
        guard found == process else { return 127 }
        let signal = status & 0x7F
        return signal == 0 ? Int((status >> 8) & 0xFF) : -Int(signal)
    }

    /// Ends it and all of its group: asks, and after a second insists.
    ///
    /// - Returns: as `ended`.
    func terminate() async -> Int {
        kill(-process, SIGTERM)
        var status: Int?
        for _ in 0..<100 {
            status = status ?? ended()
            if let status, kill(-process, 0) != 0 { return status }
            try? await Task.sleep(for: .milliseconds(10))
        }
        kill(-process, SIGKILL)
        while true {
            if let status = status ?? ended() { return status }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}

/// Texts as C wants arguments and environments: pointers to bytes that end with 0, the last pointer nil.
private struct CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        pointers = texts.map { strdup($0) } + [nil]
    }

    func free() {
        for pointer in pointers { Foundation.free(pointer) }
    }
}
