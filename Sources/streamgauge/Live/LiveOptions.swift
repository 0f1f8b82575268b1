import ArgumentParser
import Foundation
import Live

/// Who may look at a run while it goes, and mark moments of it.
struct LiveOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Show the run as it goes on a page of this machine, whose address is printed; --live=PORT for a port of "
                + "yours."))
    var live = false

    @Option(
        help: ArgumentHelp(
            "The port of --live (default any that is free).", valueName: "port",
            visibility: .hidden))
    var livePort: Int?

    @Option(
        help: ArgumentHelp(
            "Where --live listens, for others than this machine too (default 127.0.0.1).",
            valueName: "address", visibility: .hidden))
    var liveAddress: String?

    @Option(
        help: ArgumentHelp(
            "Each line that is written to this file meanwhile marks the moment; so does kill -USR1.",
            valueName: "file", visibility: .hidden))
    var markFile: String?

    func validate() throws {
        if let livePort {
            guard live else { throw ValidationError("--live-port is the port of --live; add it.") }
            guard (1...65535).contains(livePort) else {
                throw ValidationError("--live takes a port from 1 to 65535.")
            }
        }
        guard liveAddress == nil || live else {
            throw ValidationError("--live-address is where --live listens; add it.")
        }
        if let markFile { try MarkFileWatch.check(markFile) }
    }

    /// `--live=8080` as the parser knows it, which has no option with a value that may be left out.
    static func spelledOut(_ argument: String) -> [String] {
        let head = "--live="
        guard argument.hasPrefix(head), Int(argument.dropFirst(head.count)) != nil else {
            return [argument]
        }
        return ["--live", "--live-port=\(argument.dropFirst(head.count))"]
    }

    /// Calls `body` with a terminal whose runs can be watched and marked, and lets the pages that are open have the
    /// report afterwards, however it ends.
    ///
    /// - Parameters:
    ///   - terminal: Of the command.
    ///   - title: What is run, for the page.
    ///   - body: All that the command does.
    /// - Returns: what `body` does.
    /// - Throws: `ExitCode.wrongUsage` where the page cannot be served; also what `body` throws.
    func watching<Value>(
        _ terminal: Terminal, title: String, _ body: (Terminal) async throws -> Value
    ) async throws -> Value {
        let watch = RunWatch(markFile: markFile, terminal)
        var terminal = terminal
        terminal.watch = watch
        if live { try await serve(watch, title) }
        do {
            let value = try await body(terminal)
            await watch.finish()
            return value
        } catch {
            await watch.finish()
            throw error
        }
    }

    private func serve(_ watch: RunWatch, _ title: String) async throws {
        do throws(LiveRefusal) {
            let server = try await LiveServer.start(
                address: liveAddress ?? "127.0.0.1", port: livePort ?? 0, title: title,
                footer: "streamgauge \(StreamGauge.version)", actions: watch.actions)
            watch.serve(server)
            if server.isOpenToOthers {
                Terminal.warn(
                    "streamgauge: --live-address: whoever can reach \(liveAddress ?? "") and has the address below sees "
                        + "this run, unencrypted, and can end it.")
            }
            Terminal.warn("Live: \(server.address)")
        } catch {
            Terminal.warn("streamgauge: --live: \(error.sentence).")
            throw ExitCode.wrongUsage
        }
    }
}

extension MarkFileWatch {
    /// - Throws: `ValidationError` where it can be no file that lines are written to.
    static func check(_ path: String) throws {
        guard !path.isEmpty else { throw ValidationError("--mark-file takes a file.") }
        guard exists(path) else {
            let folder = URL(filePath: path).deletingLastPathComponent().path
            guard exists(folder) else {
                throw ValidationError(
                    "--mark-file: there is no folder '\(folder)'; make it, or name another file.")
            }
            return
        }
        guard isFile(path) else {
            throw ValidationError(
                "--mark-file: '\(path)' is no plain file; name one that lines are written to.")
        }
    }
}
