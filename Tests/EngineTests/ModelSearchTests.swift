import Reactor
import Testing

@testable import Engine

@Suite struct ModelSearchTests {
    @Test func `one model is taken, several are listed, the asked one is no cure`() {
        #expect(ModelSearch.Finding(["b"], insteadOf: "a") == .one("b"))
        #expect(ModelSearch.Finding(["b", "c"], insteadOf: "a") == .several(["b", "c"]))
        for names in [[], ["a"], ["a", "b"]] {
            #expect(ModelSearch.Finding(names, insteadOf: "a") == .nothing)
        }
    }

    @Test func `one worker asks, and the others wait for it`() throws {
        let loop = try EventLoop()
        let search = ModelSearch()
        guard case .ask = search.next(for: loop.wakeUp) else {
            Issue.record("the first is to ask")
            return
        }
        guard case .wait = search.next(for: loop.wakeUp) else {
            Issue.record("the second is to wait")
            return
        }
        #expect(search.finding == nil)
        loop.wakeUp.action = { loop.stop() }
        search.conclude(.one("b"))
        // Ends by the signal that whoever waits is given.
        try loop.run()
        #expect(search.finding == .one("b"))
        guard case .take(.one("b")) = search.next(for: loop.wakeUp) else {
            Issue.record("what was found stays")
            return
        }
        loop.close()
    }
}
