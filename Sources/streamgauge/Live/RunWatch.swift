import Engine
import Foundation
import Live
import RecordStore
import Reporting
import RunModel
import Synchronization

/// Whoever looks at the runs of a command and speaks to them: the live page, and marks from wherever they come.
///
/// Safe from any thread. Between two runs there is nobody to speak to.
final class RunWatch: Sendable {
    /// What the page shows of what was said.
    private static let mostLines = 12

    private struct State {
        var run: ActiveRun?
        var stop: (@Sendable () -> Void)?
        var marks: [LiveState.Mark] = []
        var said: [String] = []
        /// The page that was written last.
        var page: String?
        var file: MarkFileWatch?
        var server: LiveServer?
        var signals: Signals?
    }

    private let state = Mutex(State())
    private let isQuiet: Bool
    private let area: ProgressArea

    /// Listens for SIGUSR1 from now on, and looks at `markFile`.
    init(markFile: String?, _ terminal: Terminal) {
        isQuiet = terminal.isQuiet
        area = terminal.area
        let signals = Signals(on: .mark) { [weak self] in _ = self?.mark(nil) }
        state.withLock {
            $0.file = markFile.map { MarkFileWatch($0) }
            $0.signals = signals
        }
    }

    /// Whether a page is served.
    var hasPage: Bool { state.withLock { $0.server != nil } }

    /// Whether anybody has it open.
    var isSeen: Bool { state.withLock { $0.server?.hasPages == true } }

    // MARK: The page

    /// What pages may ask for.
    var actions: LiveActions {
        LiveActions(
            mark: { [weak self] text in
                self?.mark(text) ?? .failure(LiveRefusal("The command has ended."))
            },
            stop: { [weak self] in
                guard let stop = self?.state.withLock({ $0.stop }) else {
                    return .failure(
                        LiveRefusal("Refused: nothing is under way that could be ended."))
                }
                stop()
                return .success("The run ends; the report follows.")
            })
    }

    func serve(_ server: LiveServer) { state.withLock { $0.server = server } }

    func publish(_ json: String) {
        let server = state.withLock { $0.server }
        server?.publish(state: json)
    }

    /// Gives the pages what was written, and ends with them.
    func finish() async {
        let (server, page) = state.withLock { state in
            let taken = (state.server, state.page)
            (state.server, state.run, state.stop, state.signals) = (nil, nil, nil, nil)
            return taken
        }
        guard let server else { return }
        let report = page.flatMap { FileManager.default.contents(atPath: $0) }
        await server.finish(
            report == nil ? "Ended; the command wrote no page." : "Ended.",
            report: report.map { [UInt8]($0) })
    }

    // MARK: The run

    /// A run begins: marks are its own from now on.
    func begins(_ run: ActiveRun) {
        let missed = state.withLock { state -> Int in
            (state.run, state.marks) = (run, [])
            return state.file?.lines().count ?? 0
        }
        guard missed > 0, !isQuiet else { return }
        Terminal.warn(
            "Note: \(missed) line\(missed == 1 ? "" : "s") of --mark-file came while nothing was under way, and mark nothing."
        )
    }

    func ends() {
        lookAtFile()
        state.withLock { $0.run = nil }
    }

    /// What ends all that is under way, as one Ctrl-C does.
    func onStop(_ action: (@Sendable () -> Void)?) { state.withLock { $0.stop = action } }

    func wrote(page: String) { state.withLock { $0.page = page } }

    /// A line of the terminal.
    func said(_ line: String) {
        state.withLock { state in
            state.said.append(String(line.prefix(300)))
            if state.said.count > Self.mostLines { state.said.removeFirst() }
        }
    }

    var shown: (marks: [LiveState.Mark], said: [String]) {
        state.withLock { ($0.marks, $0.said) }
    }

    // MARK: Marks

    /// Looks whether something was written to the file of `--mark-file`.
    func lookAtFile() {
        let lines = state.withLock { $0.file?.lines() ?? [] }
        for line in lines where RunMark.text(line) != nil { _ = mark(line) }
    }

    /// Marks this moment in the run under way.
    ///
    /// - Parameter text: What it is called; nil, or nothing but spaces, for the number of the mark.
    /// - Returns: what was done, in a sentence.
    func mark(_ text: String?) -> Result<String, LiveRefusal> {
        guard let run = state.withLock({ $0.run }) else {
            return refused("no run is under way, so nothing is marked")
        }
        do throws(RecordError) {
            guard let mark = try run.mark(text) else {
                return refused(
                    "the run has \(MarkFile.mostMarks) marks already; this one is not kept")
            }
            let seconds = mark.elapsed.seconds
            let line = String(format: "Marked at %.1f s: %@.", seconds, mark.text)
            state.withLock { $0.marks.append(LiveState.Mark(seconds: seconds, text: mark.text)) }
            if !isQuiet {
                area.clear()
                Terminal.warn(line)
            }
            return .success(line)
        } catch {
            return refused("the mark is lost: \(error)")
        }
    }

    private func refused(_ sentence: String) -> Result<String, LiveRefusal> {
        area.clear()
        Terminal.warn("streamgauge: \(sentence)")
        return .failure(LiveRefusal("Refused: \(sentence)."))
    }
}
