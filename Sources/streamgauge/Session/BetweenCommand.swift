import Engine
import Foundation
import RecordStore
import RunModel
import Workload

/// Runs the command that a plan wants before each block, and tells the run how it ended. What it says goes to
/// between.log of the record, without the keys of the run.
struct BetweenCommand {
    private let command: String
    private let order: RunOrder
    private var current: Call?
    private var log: BetweenLog?

    /// One call that is under way.
    private struct Call {
        let place: BlockPlace
        let began = ContinuousClock.now
        let shell: ShellCommand

        var took: Duration { .now - began }
    }

    /// Nil where the plan wants none.
    init?(_ order: RunOrder) {
        guard let command = order.plan.against?.between else { return nil }
        self.command = command
        self.order = order
    }

    /// Starts it where a block waits for it, and hears of its end. To be called again and again.
    mutating func advance(_ run: ActiveRun) {
        if let call = current {
            guard let status = call.shell.ended() else { return }
            settle(call, status, run)
        }
        if current == nil, let place = run.waitingBlock { start(place, run) }
    }

    /// Ends a call that the end of the run left alone.
    mutating func end(_ run: ActiveRun) async {
        if let call = current { settle(call, await call.shell.terminate(), run) }
    }

    private mutating func start(_ place: BlockPlace, _ run: ActiveRun) {
        let side = order.sides[place.target]
        let log = self.log ?? BetweenLog(run.directory.path(of: .between), hiding: order.secrets)
        self.log = log
        let name = AgainstPlan.name(ofSide: place.target)
        log.append(
            "== block \(place.index), side \(name), \(side.shownURL), \(UTCTime.now().iso8601)")
        let variables = [
            "STREAMGAUGE_SIDE": name.lowercased(), "STREAMGAUGE_BLOCK": String(place.index),
            "STREAMGAUGE_BASE_URL": side.baseURL,
        ]
        do throws(ShellCommand.CannotStart) {
            let shell = try ShellCommand(
                command, variables: variables, withholding: order.secrets, output: log.path)
            current = Call(place: place, shell: shell)
        } catch {
            log.append("cannot start: \(error)")
            // The shell's own status for a command that it cannot start.
            run.betweenEnded(place, took: .zero, status: 127)
        }
    }

    private mutating func settle(_ call: Call, _ status: Int, _ run: ActiveRun) {
        current = nil
        log?.hideSecrets()
        run.betweenEnded(call.place, took: call.took, status: status)
    }
}

/// The file of what such commands say.
private struct BetweenLog {
    let path: String
    private let secrets: [[UInt8]]

    init(_ path: String, hiding secrets: [String]) {
        self.path = path
        self.secrets = secrets.map { Array($0.utf8) }
    }

    /// A line of our own. Where it cannot be written the command's output cannot either, and says so.
    func append(_ line: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        let bytes = Array("\(line)\n".utf8)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
    }

    /// Writes asterisks over the keys of the run where a command has shown them. In place, because what it
    /// has left running in the background may append at the same time.
    func hideSecrets() {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        for secret in secrets {
            var rest = data[...]
            while let found = rest.range(of: Data(secret)) {
                let stars = [UInt8](repeating: UInt8(ascii: "*"), count: secret.count)
                _ = pwrite(descriptor, stars, stars.count, off_t(found.lowerBound))
                rest = data[found.upperBound...]
            }
        }
    }
}
