import Foundation

/// The emulator in a process of its own: it shares no threads, no memory and no clock reading with whoever measures it.
struct EmulatorProcess {
    let baseURL: String
    private let command: ShellCommand

    struct CannotStart: Error, CustomStringConvertible {
        let description: String
    }

    private static let patience = Duration.seconds(20)

    /// Starts it, on a free port of 127.0.0.1, and waits until it listens.
    ///
    /// - Parameters:
    ///   - options: Of `streamgauge serve`.
    ///   - log: The file for what it says.
    /// - Returns: the process, which listens.
    /// - Throws: `CannotStart` with what it said.
    static func start(_ options: [String], log: String) async throws(CannotStart) -> Self {
        // This very program, also where its file was replaced meanwhile.
        let program = "/proc/\(getpid())/exe"
        let words =
            [program, "serve", "--port", "0", "--with-parent", String(getpid())] + options
        let command: ShellCommand
        do {
            command = try ShellCommand(
                "exec " + words.map(ShellWord.quoted).joined(separator: " "), variables: [:],
                withholding: [], output: log)
        } catch {
            throw CannotStart(description: "the emulator could not be started: \(error)")
        }
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if said.hasSuffix("\n"), let address = address(in: said) {
                return EmulatorProcess(baseURL: address, command: command)
            }
            if command.ended() != nil {
                let last = said.split(separator: "\n").last.map(String.init) ?? "it said nothing"
                throw CannotStart(description: "the emulator could not be started: \(last)")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        _ = await command.terminate()
        throw CannotStart(
            description: "the emulator did not listen within \(patience.components.seconds) s")
    }

    /// The address in `Serving http://127.0.0.1:40123/v1 (Ctrl-C ends it)`.
    private static func address(in said: String) -> String? {
        guard let line = said.split(separator: "\n").first(where: { $0.hasPrefix("Serving ") })
        else { return nil }
        return line.split(separator: " ").dropFirst().first.map(String.init)
    }

    /// Ends it, and waits for that.
    func stop() async { _ = await command.terminate() }
}
