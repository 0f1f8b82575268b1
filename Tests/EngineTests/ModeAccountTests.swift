import RunModel
import Testing

@testable import Engine

@Suite struct ModeAccountTests {
    @Test func `gives a turn to the one mode that it served, and no time twice`() {
        var account = ModeAccount(processorTime: 100)
        account.serve(.streaming)
        account.serve(.streaming)
        account.endTurn(processorTime: 130)
        account.serve(.nonStreaming)
        account.endTurn(processorTime: 135)
        account.serve(.nonStreaming)
        account.serve(.streaming)
        account.endTurn(processorTime: 142)
        account.endTurn(processorTime: 150)
        #expect(account.streaming == 30)
        #expect(account.nonStreaming == 5)
        #expect(account.shared == 15)
    }
}
