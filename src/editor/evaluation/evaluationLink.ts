/** Markdown that leads to the questions of a fact in the evaluation of a run. */
export function evaluationLink(runFolder: string, fact: string): string {
  const argument = encodeURIComponent(JSON.stringify([{ folder: runFolder, fact }]));
  return `[Show in Evaluation](command:cricketLora.showEvaluation?${argument})`;
}
