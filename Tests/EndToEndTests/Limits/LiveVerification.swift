import Analysis
import Emulator

/// A run of `limits` over real sockets, and what must come of it.
struct LiveVerification: Sendable {
    let name: String
    var policy: LimitPolicy
    /// The server's, as `LimitedServer.start` takes it.
    var resetShare = 0.0
    var isSlow = false
    var options: [String]
    var environment: [String: String] = [:]
    let check: @Sendable (Verification, LimitsSummary) -> Void

    /// Several share the machine, since they wait for most of their time.
    static func check(_ all: [LiveVerification], sideBySide: Int = 4) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, live) in all.enumerated() {
                if index >= sideBySide { try await group.next() }
                group.addTask { try await live.run() }
            }
            try await group.waitForAll()
        }
    }

    private func run() async throws {
        let verification = try await Verification.of(
            policy, resetShare: resetShare, isSlow: isSlow, options, environment: environment)
        check(verification, try verification.summary())
    }

    /// Options that state both limits, and more.
    static func stated(_ more: String...) -> [String] {
        ["--expect-streams", "3", "--expect-rpm", "20", "--window", "2s", "--rounds", "2"] + more
    }
}
