import Analysis
import Engine
import RecordStore
import Reporting
import RunModel

/// Shows a run under way to whoever looks: the lines of the terminal, the live page. Asked some ten times a second.
struct ProgressView {
    /// How often the charts get a step, and the page its state.
    private static let lookSeconds = 1.0

    private let run: ActiveRun
    private let terminal: Terminal
    private let interval: Double
    private let isWatched: Bool
    private var fragments: LiveFragments?
    private var text: ProgressText
    private var next: Double
    private var nextLook = ProgressView.lookSeconds
    private var history = LiveHistory(stepSeconds: ProgressView.lookSeconds)
    private var raster: StreamRaster?
    private var last: RunProgress?

    /// - Parameters:
    ///   - run: What is shown.
    ///   - order: What it was to do.
    ///   - terminal: Where it is shown.
    ///   - logSeconds: How often a log gets a line.
    init(_ run: ActiveRun, _ order: RunOrder, on terminal: Terminal, logSeconds: Double) {
        self.run = run
        self.terminal = terminal
        interval = terminal.isLive ? 0.25 : logSeconds
        next = interval
        text = ProgressText(order)
        let hasPage = terminal.watch?.hasPage == true
        fragments = hasPage ? try? LiveFragments() : nil
        isWatched = hasPage || terminal.hasRoom
        if isWatched { run.watch() }
        terminal.watch?.begins(run)
    }

    mutating func look() {
        terminal.watch?.lookAtFile()
        let elapsed = run.elapsed.seconds
        // Not more often than it is shown: percentiles walk copies of histograms.
        let isLook = isWatched && elapsed >= nextLook
        let isDrawn = !terminal.isQuiet && elapsed >= next
        guard isLook || isDrawn else { return }
        let progress = run.progress()
        if isLook {
            // Not from this look on: one that comes late makes none of the others late.
            nextLook = ((elapsed / Self.lookSeconds).rounded(.down) + 1) * Self.lookSeconds
            learn(progress)
        }
        var state = LiveState(snapshot: text.snapshot(progress), history: history)
        state.heldBack = progress.heldBack
        state.outcomes = progress.snapshot.outcomes
        state.ending = run.earlyEnd?.words
        // What nobody sees is not drawn.
        if isLook, let watch = terminal.watch, watch.isSeen {
            state.raster = raster
            (state.marks, state.said) = watch.shown
            if let json = fragments?.json(state) { watch.publish(json) }
        }
        guard isDrawn else { return }
        next = elapsed + interval
        terminal.progress(lines(state))
    }

    /// Nothing is under way any more.
    func end() {
        terminal.watch?.ends()
        terminal.clearProgress()
    }

    private func lines(_ state: LiveState) -> [String] {
        guard terminal.isLive else { return [LiveProgress.plain(state.snapshot)] }
        let width = terminal.width
        guard terminal.hasRoom, isWatched else {
            return [LiveProgress.line(state.snapshot, columns: width)]
        }
        return LiveLines.lines(state, width: width)
    }

    private mutating func learn(_ progress: RunProgress) {
        guard let span = run.takeSpan() else { return }
        var look = LiveHistory.Look(
            elapsed: progress.elapsed, openStreams: progress.openStreams,
            firstTokens: span.firstTokens, gaps: span.gaps)
        look.ended = progress.snapshot.requests - (last?.snapshot.requests ?? 0)
        look.events = progress.outputEvents - (last?.outputEvents ?? 0)
        look.failed =
            progress.snapshot.failures.values.reduce(0, +)
            - (last?.snapshot.failures.values.reduce(0, +) ?? 0)
        look.server = run.serverValues.map(ServerLevels.init)
        history.add(look)
        last = progress
        guard fragments != nil, !span.lanes.isEmpty else { return }
        raster = StreamRaster(
            live: span.lanes.map { ($0.request, $0.arrivals) }, of: progress.snapshot.requests,
            elapsed: run.elapsed(at:))
    }
}
