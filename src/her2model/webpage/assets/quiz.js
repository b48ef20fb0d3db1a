/* Questions that a teacher wrote: each opens a case; the model knows the answer. */

const quizResults = new Map();

function renderQuiz() {
  $("quiz").hidden = now.quiz === null;
  if (now.quiz === null) return;
  $("quiz-title").textContent = `Question ${now.quiz + 1} of ${data.quiz.length}`;
  $("quiz-question").textContent = data.quiz[now.quiz].question;
  $("quiz-back").disabled = now.quiz === 0;
  $("quiz-next").disabled = now.quiz === data.quiz.length - 1;
  const right = [...quizResults.values()].filter(Boolean).length;
  $("quiz-score").textContent = quizResults.size ? `${right} of ${quizResults.size} right` : "";
}

function openQuestion(k) {
  now.quiz = k;
  now.chosen = null;
  readCase(data.quiz[k].case);
  renderAll(true);
  writeAddress(true);
}

function scoreQuiz(answer) {
  if (now.quiz === null || quizResults.has(now.quiz)) return;
  const asked = parsedCase(data.quiz[now.quiz].case);
  const same = JSON.stringify(scenarioOf(asked)) === JSON.stringify(scenario());
  if (same && now.prediction && now.prediction !== "skip" && answer.growth !== null) quizResults.set(now.quiz, isRight(answer));
}
