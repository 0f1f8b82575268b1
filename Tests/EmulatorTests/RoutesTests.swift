import RunModel
import Testing

@testable import Emulator

@Suite struct RoutesTests {
    @Test(arguments: [
        ("POST", "/v1/chat/completions", Route.answer(.chat)),
        ("POST", "/v1/completions", .answer(.completions)),
        ("POST", "/v1/responses", .answer(.responses)),
        ("POST", "/v1/messages?beta=true", .answer(.messages)), ("GET", "/v1/models", .models),
        ("GET", "/healthz", .health), ("GET", "/stats?pretty", .statistics),
    ])
    func `method and path name a route`(method: String, target: String, route: Route) throws {
        #expect(try Route(method: method, target: target) == route)
    }

    @Test(arguments: [
        ("POST", "/healthz", 405), ("GET", "/v1/chat/completions", 405), ("GET", "/", 404),
        ("POST", "/chat/completions", 404), ("POST", "/v1/chat/completions/", 404),
    ])
    func `everything else is an error`(method: String, target: String, status: Int) {
        let error = #expect(throws: ErrorBody.self) { try Route(method: method, target: target) }
        #expect(error?.status == status)
    }

    @Test func `a key is never repeated in the answer to it`() {
        let check = KeyCheck(keys: ["sk-right"])
        let error = #expect(throws: ErrorBody.self) {
            try check.admit(authorization: "Bearer sk-wrong")
        }
        #expect(error?.json.contains("sk-") == false)
    }

    @Test func `a server that is too busy has a status of its own in Messages`() {
        let error = ErrorBody(status: 503, message: "full", type: "overloaded")
        #expect(error.status(for: .messages) == 529 && error.status(for: .responses) == 503)
        #expect(error.json(for: .messages).contains(#""type":"overloaded_error""#))
        #expect(error.with(status: 503).status(for: .chat) == 503)
    }

    @Test func `text in an error is escaped`() {
        let error = ErrorBody(status: 400, message: "a \"b\"\\\n\u{1}")
        #expect(error.json.contains(#""message":"a \"b\"\\\n\u0001""#))
    }
}
