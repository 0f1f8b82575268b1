import RunModel
import Testing

@Suite struct RedactionTests {
    @Test func `what a plan does not show is what no message may repeat`() {
        var plan = RunPlan()
        plan.target.baseURL = "http://host/v1?api-version=2026&key=QUERY%2Dkey&t=abc"
        plan.request.headers = ["X-Title: bench", "X-Gateway: header-key"]
        plan.request.body =
            #"{"top_p": 0.9, "api_secret": "body\"key", "auth": {"id": 424242, "k": ["inner-key"]}}"#
        let shown = plan.withoutSecrets
        let text = [shown.target.baseURL ?? "", shown.request.body ?? ""] + shown.request.headers
        let hidden = plan.hiddenValues
        #expect(
            hidden == [
                "header-key", #"body\"key"#, "424242", "inner-key", "QUERY%2Dkey", "QUERY-key",
            ])
        for value in hidden { #expect(!text.joined().contains(value)) }
        #expect(text.joined().contains("api-version=2026"))
        #expect(text.joined().contains("X-Title: bench"))
    }

    @Test func `a plan without secrets is shown as it is`() {
        var plan = RunPlan()
        plan.request.body = #"{"temperature": 0.5, "stop": ["END"], "model": "x"}"#
        #expect(plan.withoutSecrets == plan)
        #expect(plan.hiddenValues.isEmpty)
    }

    @Test(arguments: [
        ("http://me:pass@host/v1", "http://***@host/v1"), ("me:pass@host", "***@host"),
        ("ftp://a:b@c@host/v1?k=v", "ftp://***@host/v1?k=***"),
        ("http://host/v1/a@b", "http://host/v1/a@b"), ("http://h:80/a@b", "http://h:80/a@b"),
        ("http://me:pa/ss@host/v1", "http://***@host/v1"),
    ])
    func `an address is shown without a user's name and password`(url: String, shown: String) {
        #expect(RunPlan.withoutSecrets(url: url) == shown)
    }
}
