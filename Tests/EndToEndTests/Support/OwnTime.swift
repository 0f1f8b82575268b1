import Foundation
import Testing

/// Writes how long each case of a suite's tests took into the file that TEST_TIMES names. A test without
/// arguments has only its time in the queue in an event stream.
struct OwnTime: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let begun = ContinuousClock.now
        defer { Self.note(ContinuousClock.now - begun, of: test) }
        try await function()
    }

    private static func note(_ time: Duration, of test: Test) {
        guard let path = ProcessInfo.processInfo.environment["TEST_TIMES"],
            let file = fopen(path, "a")
        else { return }
        fputs("\(time / .seconds(1))\t\(test.id)\n", file)
        fclose(file)
    }
}

extension Trait where Self == OwnTime {
    static var ownTime: Self { Self() }
}
