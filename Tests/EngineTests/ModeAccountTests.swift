import RunModel
import Testing

@testable import Engine

@Suite struct ModeAccountTests {
    @Test func `gives each mode the time from its event to the other's, and no time twice`() {
        var account = ModeAccount(processorTime: 100)
        account.serve(.streaming, processorTime: 105)
        account.serve(.streaming, processorTime: 110)
        account.endTurn(processorTime: 130)
        account.serve(.nonStreaming, processorTime: 131)
        account.serve(.streaming, processorTime: 135)
        account.serve(.nonStreaming, processorTime: 137)
        account.endTurn(processorTime: 142)
        account.endTurn(processorTime: 150)
        #expect(account.streaming == 30 + 2)
        #expect(account.nonStreaming == 5 + 5)
        #expect(account.shared == 8)
    }

    @Test func `reads the clock only where the mode changes`() {
        var account = ModeAccount(processorTime: 0)
        var readings = 0
        func clock() -> Int64 {
            readings += 1
            return 1
        }
        for _ in 0..<10 { account.serve(.streaming, processorTime: clock()) }
        #expect(readings == 0)
        account.serve(.nonStreaming, processorTime: clock())
        #expect(readings == 1)
    }
}
