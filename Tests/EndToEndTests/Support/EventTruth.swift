import Foundation
import RecordStore
import RunModel

/// The events of a record held against the server's own times of sending.
struct EventTruth {
    private(set) var all = 0
    /// Known to an interval only.
    private(set) var intervals = 0
    /// Sent after the upper end, or before the lower one by more than a server may be interrupted between taking
    /// its time and writing.
    private(set) var outside = 0

    private static let interruption = Duration.milliseconds(20)

    init(of record: RecordDirectory) throws {
        try RecordReader(opening: record.path).forEachChunk { chunk in
            guard let sent = chunk.sent else { return }
            all += 1
            if chunk.earliest != nil { intervals += 1 }
            let earliest = chunk.earliest ?? chunk.arrived
            let isLate = sent - chunk.arrived > .microseconds(50)
            if isLate || earliest - sent > Self.interruption { outside += 1 }
        }
    }
}

extension RunningCommand {
    /// Stops the program for 150 of every 200 milliseconds, for eight seconds, and waits for its end.
    func endStopped() async throws -> CommandResult {
        try await Task.sleep(for: .milliseconds(500))
        for _ in 0..<40 {
            send(SIGSTOP)
            try await Task.sleep(for: .milliseconds(150))
            send(SIGCONT)
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await end()
    }
}
