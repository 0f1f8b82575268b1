import Testing

@testable import Live

@Suite struct EventQueueTests {
    @Test func `a page that keeps up gets every event`() {
        var queue = EventQueue<Int>()
        for event in 1...5 {
            #expect(queue.offer(event) == event)
            #expect(queue.written() == nil)
        }
        #expect(!queue.isWriting)
    }

    @Test func `a page that lags gets the newest, and never more than one waits`() {
        var queue = EventQueue<Int>()
        #expect(queue.offer(1) == 1)
        for event in 2...1000 { #expect(queue.offer(event) == nil) }
        #expect(queue.written() == 1000)
        #expect(queue.isWriting)
        #expect(queue.written() == nil)
        #expect(queue.offer(1001) == 1001)
    }
}
