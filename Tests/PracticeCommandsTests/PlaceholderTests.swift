import Testing

@testable import PracticeCommands

struct PlaceholderTests {
    @Test("a template is taken apart into words and places")
    func parts() {
        #expect(Placeholder.parts(of: "") == [])
        #expect(Placeholder.parts(of: "words") == [.words("words")])
        #expect(Placeholder.parts(of: "{id}") == [.place("id")])
        #expect(
            Placeholder.parts(of: "{a}与{b}，完") == [.place("a"), .words("与"), .place("b"), .words("，完")])
        #expect(Placeholder.parts(of: "{a}{b}") == [.place("a"), .place("b")])
    }

    @Test("a brace without its partner is an ordinary character")
    func braces() {
        #expect(Placeholder.parts(of: "a { b") == [.words("a { b")])
        #expect(Placeholder.parts(of: "a } b") == [.words("a } b")])
        #expect(Placeholder.parts(of: "} {id} {") == [.words("} "), .place("id"), .words(" {")])
    }

    @Test("each name is given once")
    func names() {
        #expect(Placeholder.names(in: "{a} {b} {a}") == ["a", "b"])
        #expect(Placeholder.names(in: "none").isEmpty)
    }
}
