import RunModel
import Testing

@testable import Reactor

@Suite struct TimerQueueTests {
    private final class Owner: TimerOwner {
        var coveredDeadline: MonotonicInstant?
        var deadline: MonotonicInstant?
        private(set) var passed: [Int64] = []

        init(due: Int64?) {
            deadline = due.map { MonotonicInstant(nanoseconds: $0) }
        }

        func deadlinePassed(at now: MonotonicInstant) {
            passed.append(now.nanoseconds)
            deadline = nil
        }
    }

    private func instant(_ nanoseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: nanoseconds)
    }

    @Test func `calls owners in the order of their deadlines, each once`() {
        let queue = TimerQueue<Owner>()
        let late = Owner(due: 30)
        let early = Owner(due: 10)
        queue.cover(late, until: instant(30))
        queue.cover(early, until: instant(10))
        #expect(queue.deadline == instant(10))
        queue.deadlinePassed(at: instant(20))
        #expect(early.passed == [20] && late.passed.isEmpty)
        queue.deadlinePassed(at: instant(40))
        queue.deadlinePassed(at: instant(50))
        #expect(late.passed == [40])
        #expect(queue.deadline == nil)
    }

    @Test func `a deadline that moved later costs nothing until the old one passes`() {
        let queue = TimerQueue<Owner>()
        let owner = Owner(due: 10)
        queue.cover(owner, until: instant(10))
        for due in 11...100 {
            owner.deadline = instant(Int64(due))
            queue.cover(owner, until: instant(Int64(due)))
        }
        #expect(queue.deadline == instant(10))
        queue.deadlinePassed(at: instant(10))
        #expect(owner.passed.isEmpty)
        #expect(queue.deadline == instant(100))
        queue.deadlinePassed(at: instant(100))
        #expect(owner.passed == [100])
    }

    @Test func `a deadline that came nearer is met`() {
        let queue = TimerQueue<Owner>()
        let owner = Owner(due: 100)
        queue.cover(owner, until: instant(100))
        owner.deadline = instant(5)
        queue.cover(owner, until: instant(5))
        queue.deadlinePassed(at: instant(6))
        #expect(owner.passed == [6])
        queue.deadlinePassed(at: instant(100))
        #expect(owner.passed == [6])
    }
}
