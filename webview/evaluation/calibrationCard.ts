import * as l10n from '@vscode/l10n';
import { type Calibration, thresholdInWords } from '../../src/core/evaluation/calibration.ts';
import { counted } from '../../src/core/common/counted.ts';
import { formatPercent } from '../../src/core/common/formatNumbers.ts';
import { element } from '../common/element.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';
/** Of the curve, in its own units. */
const size = 100;

/** How far the model's own confidence can be trusted, and from where on. */
export function calibrationCard({ bins, error, threshold }: Calibration): HTMLElement {
  const card = element(
    'div',
    'card calibration',
    element('h2', '', l10n.t('Confidence')),
    curve(bins),
    element('div', 'detail', thresholdInWords(threshold)),
    element(
      'div',
      'detail dim',
      element('span', '', l10n.t('calibration error {0}', formatPercent(error))),
    ),
  );
  card.title = l10n.t(
    'How likely the model held its answers, and the share of them that is right: on the diagonal both are the same',
  );
  return card;
}

/** Confidence to the right, share of right answers upwards; a dot for each tenth of the answers. */
function curve(bins: Calibration['bins']): HTMLElement {
  const drawing = svg('svg', { viewBox: `-3 -3 ${size + 6} ${size + 6}` });
  const place = ({ confidence, right }: Calibration['bins'][number]): readonly [number, number] => [
    confidence * size,
    (1 - right) * size,
  ];
  drawing.append(
    svg('path', { class: 'frame', d: `M0 0 V${size} H${size}` }),
    svg('path', { class: 'diagonal', d: `M0 ${size} L${size} 0` }),
    svg('polyline', {
      class: 'line',
      points: bins.map((bin) => place(bin).join(',')).join(' '),
    }),
    ...bins.map((bin) => {
      const [cx, cy] = place(bin).map(String);
      return svg('circle', { class: 'dot', cx: cx ?? '', cy: cy ?? '', r: '2.5' });
    }),
  );
  const made = element('div', 'curve');
  made.append(drawing);
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', bins.map(described).join('; '));
  return made;
}

const described = ({ questions, confidence, right }: Calibration['bins'][number]): string =>
  l10n.t(
    '{0} held {1} likely: {2} right',
    counted(questions, 'answer'),
    formatPercent(confidence),
    formatPercent(right),
  );

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
