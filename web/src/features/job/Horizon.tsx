import styles from './Horizon.module.css';

interface HorizonProps {
  /** Height of the sun, 0 (behind the hills) to 1 (noon). */
  rise: number;
  /** Width to height of the picture to come. */
  ratio?: number;
}

/** A small landscape in which the sun, or by night the moon, rises with the picture. */
export function Horizon({ rise, ratio = 1 }: HorizonProps) {
  const width = 400;
  const height = Math.round(width / ratio);
  const horizon = height * 0.72;
  const sun = horizon + 20 - rise * (horizon - height * 0.16);
  return (
    <svg
      className={styles.scene}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <defs>
        <linearGradient id="horizon-dusk" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className={styles.duskTop} />
          <stop offset="0.42" className={styles.duskMid} />
          <stop offset="0.8" className={styles.duskLow} />
        </linearGradient>
        <linearGradient id="horizon-day" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className={styles.dayTop} />
          <stop offset="0.42" className={styles.dayMid} />
          <stop offset="0.8" className={styles.dayLow} />
        </linearGradient>
      </defs>
      <rect width={width} height={height} fill="url(#horizon-dusk)" />
      <rect
        className={styles.day}
        width={width}
        height={height}
        fill="url(#horizon-day)"
        style={{ opacity: rise }}
      />
      <g className={styles.sun} style={{ transform: `translate(${width * 0.62}px, ${sun}px)` }}>
        <circle r="58" className={styles.glow} />
        <circle r="34" className={styles.disc} />
      </g>
      <g transform={`translate(0 ${horizon - 288})`}>
        <path
          className={styles.far}
          d={`M0 292 C50 240 92 232 138 268 S236 322 286 274 360 246 400 262 V${height + 300} H0Z`}
        />
        <path
          className={styles.near}
          d={`M0 330 C70 296 130 300 196 326 S330 352 400 312 V${height + 300} H0Z`}
        />
      </g>
    </svg>
  );
}
