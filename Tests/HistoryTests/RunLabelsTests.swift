import Analysis
import History
import Testing

@Suite struct RunLabelsTests {
    private func labels(
        _ environment: [String: String], file: String? = nil, git: [String: String] = [:]
    ) -> RunLabels {
        RunLabels(
            environment: environment, file: { _ in file }, git: { git[$0.joined(separator: " ")] })
    }

    @Test func `GitHub, a push`() {
        let found = labels([
            "GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "7", "RUNNER_NAME": "r1", "GITHUB_HEAD_REF": "", "GITHUB_BASE_REF": "",
        ])
        #expect(found.commit == "abc")
        #expect(found.branch == "main")
        #expect(found.targetBranch == nil)
        #expect(found["url"] == "https://github.com/o/r/actions/runs/7")
    }

    /// GITHUB_SHA is a merge that nobody made.
    @Test func `GitHub, a pull request`() {
        let event =
            #"{"pull_request":{"number":12,"head":{"sha":"real","label":"o:fix","repo":{"full_name":"o/r"}}}}"#
        let found = labels(
            [
                "GITHUB_ACTIONS": "true", "GITHUB_SHA": "merge", "GITHUB_REF_NAME": "12/merge",
                "GITHUB_HEAD_REF": "fix", "GITHUB_BASE_REF": "main", "GITHUB_REPOSITORY": "o/r",
                "GITHUB_EVENT_PATH": "/event",
            ], file: event)
        #expect(found.commit == "real")
        #expect(found.branch == "fix")
        #expect(found.targetBranch == "main")
        #expect(found["pull_request"] == "12")
    }

    @Test func `a fork's main is not ours`() {
        let event =
            #"{"pull_request":{"head":{"sha":"s","label":"eve:main","repo":{"full_name":"eve/r"}}}}"#
        let found = labels(
            [
                "GITHUB_ACTIONS": "true", "GITHUB_HEAD_REF": "main", "GITHUB_BASE_REF": "main",
                "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": "/event",
            ], file: event)
        #expect(found.branch == "eve:main")
    }

    @Test func `GitLab, a merge request`() {
        let found = labels([
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "abc",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_REF_NAME": "fix",
            "CI_JOB_URL": "https://gitlab/1",
        ])
        #expect(found.commit == "abc")
        #expect(found.branch == "fix")
        #expect(found.targetBranch == "main")
    }

    @Test func `Jenkins and Buildkite`() {
        let jenkins = labels([
            "JENKINS_URL": "http://j", "GIT_COMMIT": "abc", "GIT_BRANCH": "origin/main",
            "BUILD_URL": "http://j/1",
        ])
        #expect(jenkins.branch == "main")
        let buildkite = labels([
            "BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BRANCH": "fix",
            "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_PULL_REQUEST": "false",
        ])
        #expect(buildkite.commit == nil)
        #expect(buildkite.branch == "fix")
        #expect(buildkite.targetBranch == "main")
        #expect(buildkite["pull_request"] == nil)
    }

    /// A tag is no branch; whether its code was on the default branch nobody says.
    @Test func `tags`() {
        let found = [
            labels(
                [
                    "GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_REF_TYPE": "tag",
                    "GITHUB_REF_NAME": "v1", "GITHUB_EVENT_PATH": "/event",
                ], file: #"{"repository":{"default_branch":"main"}}"#),
            labels([
                "GITLAB_CI": "true", "CI_COMMIT_SHA": "abc", "CI_COMMIT_TAG": "v1",
                "CI_COMMIT_REF_NAME": "v1", "CI_DEFAULT_BRANCH": "main",
            ]),
            labels([
                "BUILDKITE": "true", "BUILDKITE_COMMIT": "abc", "BUILDKITE_TAG": "v1",
                "BUILDKITE_BRANCH": "v1", "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main",
            ]),
        ]
        for one in found {
            #expect(one.commit == "abc")
            #expect(one.branch == nil)
            #expect(one["tag"] == "v1")
            #expect(one.targetBranch == "main")
        }
    }

    @Test func `GitHub, a merge queue`() {
        let found = labels(
            [
                "GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc",
                "GITHUB_REF_NAME": "gh-readonly-queue/main/pr-1-f00",
                "GITHUB_EVENT_PATH": "/event",
            ], file: #"{"merge_group":{"base_ref":"refs/heads/main"}}"#)
        #expect(found.branch == "gh-readonly-queue/main/pr-1-f00")
        #expect(found.targetBranch == "main")
    }

    /// Such a job is said to be of the default branch, whatever code it checked out.
    @Test func `GitHub, a job that another workflow or a comment started`() {
        let event =
            #"{"repository":{"default_branch":"main"},"workflow_run":{"head_sha":"theirs","head_branch":"fix","head_repository":{"full_name":"eve/r"}}}"#
        let job = [
            "GITHUB_ACTIONS": "true", "GITHUB_SHA": "ours", "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": "/event",
        ]
        let theirs = labels(job, file: event, git: ["rev-parse HEAD": "theirs\n"])
        #expect(theirs.commit == "theirs")
        #expect(theirs.branch == "eve/r:fix")
        #expect(theirs.targetBranch == "main")
        let ours = labels(job, file: event, git: ["rev-parse HEAD": "ours\n"])
        #expect(ours.commit == "ours")
        #expect(ours.branch == "main")
        #expect(ours.targetBranch == nil)
        let comment = labels(
            job, file: #"{"repository":{"default_branch":"main"}}"#,
            git: ["rev-parse HEAD": "unknown\n"])
        #expect(comment.commit == "unknown")
        #expect(comment.branch == nil)
        #expect(comment.targetBranch == "main")
    }

    @Test func `GitLab, the commit of the source branch, not of the merge`() {
        let found = labels([
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "merge",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "real",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "main", "CI_PROJECT_PATH": "o/r",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "eve/r",
        ])
        #expect(found.commit == "real")
        #expect(found.branch == "eve/r:main")
    }

    @Test(arguments: [
        ("origin/main", "main" as String?), ("refs/heads/main", "main"), ("detached", nil),
        ("refs/remotes/origin/a/b", "a/b"), ("upstream/main", "main"), ("a/b", "a/b"),
    ])
    func `Jenkins names branches as git does`(name: String, branch: String?) {
        #expect(labels(["JENKINS_URL": "http://j", "GIT_BRANCH": name]).branch == branch)
    }

    @Test func `Buildkite, a fork`() {
        let found = labels([
            "BUILDKITE": "true", "BUILDKITE_BRANCH": "main", "BUILDKITE_PULL_REQUEST": "5",
            "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main",
            "BUILDKITE_PULL_REQUEST_REPO": "git://github.com/eve/r.git",
            "BUILDKITE_REPO": "git@github.com:o/r.git",
        ])
        #expect(found.branch == "eve/r:main")
        #expect(found["pull_request"] == "5")
    }

    @Test func `plain git`() {
        let git = [
            "rev-parse HEAD": "abc\n", "symbolic-ref --short -q HEAD": "topic\n",
            "log -1 --format=%s abc --": "batch: wait less\n",
            "status --porcelain --untracked-files=no": " M file\n",
        ]
        let found = labels([:], git: git)
        #expect(found.commit == "abc")
        #expect(found.branch == "topic")
        #expect(found["subject"] == "batch: wait less")
        #expect(found["uncommitted"] == "yes")
    }

    @Test func `a token in a job's address is no label`() {
        let found = labels([
            "GITLAB_CI": "true", "CI_JOB_URL": "https://gitlab-ci-token:SECRET@host/x",
        ])
        #expect(found["url"] == "https://***@host/x")
    }

    @Test func `nothing at all, and hostile text`() {
        #expect(labels([:]) == RunLabels())
        let found = labels([
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "a\u{1B}[31m\nb",
            "CI_COMMIT_REF_NAME": String(repeating: "x", count: 9_999),
        ])
        #expect(found.commit == "a[31mb")
        #expect(found.branch?.count == RunLabels.mostCharacters)
    }
}
