import Counseling
import Testing

@testable import PracticeCommands

/// What the audit trail says was done reads as people speak, in both languages.
struct ActionWordsTests {
    @Test(
        "every act has words of its own in both languages, and none is the trail's own word", arguments: Action.allCases
    )
    func words(_ action: Action) {
        let (english, chinese) = (ActionWords.text(action, .english), ActionWords.text(action, .simplifiedChinese))
        #expect(english != action.rawValue && chinese != action.rawValue && english != chinese)
        #expect(!english.isEmpty && chinese.unicodeScalars.contains { $0.value > 0x4E00 })
        let others = Action.allCases.filter { $0 != action }
        #expect(!others.contains { ActionWords.text($0, .english) == english })
        #expect(!others.contains { ActionWords.text($0, .simplifiedChinese) == chinese })
    }
}
