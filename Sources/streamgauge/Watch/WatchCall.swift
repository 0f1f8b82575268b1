import Analysis
import Foundation
import RunModel

/// The user's command that is told of an event, by variables of its environment.
struct WatchCall {
    let command: String
    let secrets: [String]
    /// What it says is appended there.
    let log: String

    /// The next round is not kept waiting for longer.
    static let timeLimit = Duration.seconds(60)

    /// Runs it to its end.
    ///
    /// - Returns: What went wrong, a sentence without a full stop; nil where it ended with 0.
    func tell(
        _ event: WatchEvent, _ sentence: String, series: String, record: String?,
        isStopped: () -> Bool
    ) async -> String? {
        var variables = [
            "STREAMGAUGE_EVENT": event.name, "STREAMGAUGE_TEXT": sentence,
            "STREAMGAUGE_SERIES": series, "STREAMGAUGE_RECORD": record ?? "",
        ]
        if case .changed(let metric, let change) = event {
            variables["STREAMGAUGE_METRIC"] = metric.metric.rawValue
            variables["STREAMGAUGE_WORD"] = change.word.rawValue
            variables["STREAMGAUGE_FROM"] = "\(change.from)"
            variables["STREAMGAUGE_TO"] = "\(change.to)"
        }
        do throws(ShellCommand.CannotStart) {
            let shell = try ShellCommand(
                command, variables: variables, withholding: secrets, output: log)
            let begun = ContinuousClock.now
            while true {
                if let status = shell.ended() {
                    return status == 0 ? nil : "--on-change ended with \(status); see '\(log)'"
                }
                guard !isStopped() else {
                    _ = await shell.terminate()
                    return "--on-change was ended with the watch"
                }
                guard ContinuousClock.now - begun < Self.timeLimit else {
                    _ = await shell.terminate()
                    return "--on-change took more than \(TimeSpan(Self.timeLimit)) and was ended"
                }
                try? await Task.sleep(for: .milliseconds(20))
            }
        } catch {
            return "--on-change cannot start: \(error)"
        }
    }
}
